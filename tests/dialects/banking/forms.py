"""The JSON examples of the bank's document, as they are printed there."""

CUSTOMER = {
    "firstName": "John",
    "lastName": "Doe",
    "email": "john.doe@example.com",
    "phoneNumber": "+254712345678",
    "dateOfBirth": "1990-01-15",
    "address": "123 Main St",
    "city": "Nairobi",
    "country": "Kenya",
    "segment": "Retail",
}
UPDATE = {
    "firstName": "John",
    "lastName": "Doe",
    "phoneNumber": "+254712345678",
    "address": "456 Oak Ave",
    "city": "Nairobi",
    "country": "Kenya",
    "segment": "SME",
}
CUSTOMER_SHOWN = {
    "id": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
    "firstName": "John",
    "lastName": "Doe",
    "email": "john.doe@example.com",
    "phoneNumber": "+254712345678",
    "dateOfBirth": "1990-01-15",
    "address": "123 Main St",
    "city": "Nairobi",
    "country": "Kenya",
    "segment": "Retail",
    "kycStatus": "Verified",
    "customerReference": "CUS-20260212100000-abc123",
    "creditScore": 750.00,
    "lifetimeValue": 50000.00,
    "riskScore": 25,
    "isActive": True,
}
CUSTOMER_KEYS = CUSTOMER_SHOWN.keys() | {"createdAt", "updatedAt"}
INTERACTION = {
    "customerId": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
    "channel": "CallCenter",
    "subject": "Balance Inquiry",
    "description": "Customer called to check account balance",
    "interactionDate": "2026-02-12T10:00:00Z",
    "durationMinutes": 5,
}
INTERACTION_SHOWN = {"id": "3fa85f64-5717-4562-b3fc-2c963f66afa6", **INTERACTION}
ACTION_SHOWN = {
    "id": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
    "customerId": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
    "actionType": "ProductRecommendation",
    "title": "Recommend Premium Savings Account",
    "description": "Customer profile indicates readiness for premium account upgrade",
    "confidenceScore": 0.85,
    "recommendedProduct": "Premium Savings Account",
    "recommendedDate": "2026-02-12T10:00:00Z",
    "isCompleted": False,
}
COMPLETION = {"outcome": "Customer accepted premium account upgrade"}
HEALTH = {
    "status": "Healthy",
    "timestamp": "2026-02-12T10:00:00Z",
    "version": "1.0.0",
    "service": "Wekeza CRM API",
}
