"""Example values for the published document of this dialect."""

CUSTOMER = {
    "id": "01a2014d-3ea5-7ac2-9f37-a5543137c136",
    "firstName": "Wanjiru",
    "lastName": "Kamau",
    "email": "wanjiru.kamau@example.com",
    "phoneNumber": "+254712000111",
    "dateOfBirth": "1988-04-02",
    "address": "14 Riverside Drive",
    "city": "Nairobi",
    "country": "Kenya",
    "segment": "Retail",
    "kycStatus": "Pending",
    "customerReference": "CUS-20260212100000-4fa2c1",
    "creditScore": None,
    "lifetimeValue": None,
    "riskScore": None,
    "isActive": True,
    "createdAt": "2026-02-12T10:00:00Z",
    "updatedAt": None,
}
NEW_CUSTOMER = {
    "firstName": "Wanjiru",
    "lastName": "Kamau",
    "email": "wanjiru.kamau@example.com",
    "phoneNumber": "+254712000111",
    "dateOfBirth": "1988-04-02",
    "address": "14 Riverside Drive",
    "city": "Nairobi",
    "country": "Kenya",
    "segment": "Retail",
}
CUSTOMER_CHANGES = {"phoneNumber": "+254712000222", "city": "Mombasa", "segment": "SME"}
KYC = {"kycStatus": "Verified", "creditScore": 750.0, "riskScore": 25, "lifetimeValue": 50000.0}
INTERACTION = {
    "id": "01a2014d-51c0-7d11-8b6e-2f0c9a7d4e10",
    "customerId": "01a2014d-3ea5-7ac2-9f37-a5543137c136",
    "channel": "CallCenter",
    "subject": "Balance Inquiry",
    "description": "Customer called to check account balance",
    "interactionDate": "2026-02-12T10:00:00Z",
    "durationMinutes": 5,
    "createdAt": "2026-02-12T10:04:30Z",
}
NEW_INTERACTION = {
    "customerId": "01a2014d-3ea5-7ac2-9f37-a5543137c136",
    "channel": "CallCenter",
    "subject": "Balance Inquiry",
    "description": "Customer called to check account balance",
    "interactionDate": "2026-02-12T10:00:00Z",
    "durationMinutes": 5,
}
