"""Example values for the published document of this dialect."""

from typing import Any

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
SENTIMENT = {
    "id": "01a2014d-6b12-7c08-9a52-0d1f6be3c7a4",
    "customerId": "01a2014d-3ea5-7ac2-9f37-a5543137c136",
    "interactionId": None,
    "caseId": None,
    "sentimentType": "Positive",
    "sentimentScore": 0.8,
    "textAnalyzed": "I am very happy with the service provided",
    "analyzedDate": "2026-02-12T10:00:00Z",
    "keyPhrases": "happy, service, provided",
}
NEW_SENTIMENT = {
    "customerId": "01a2014d-3ea5-7ac2-9f37-a5543137c136",
    "text": "I am very happy with the service provided",
    "interactionId": "optional-interaction-id",
    "caseId": "optional-case-id",
}
NOTIFICATION = {
    "id": "01a2014d-7c40-7f3a-8d21-5b9e0c6a2f18",
    "userId": "01a2014d-7c3f-7b62-9e10-3c5d8a4b7e21",
    "type": "Alert",
    "title": "High Priority Case Assigned",
    "message": "You have been assigned a high priority case",
    "isRead": False,
    "actionUrl": "/cases/01a2014d-7a10-7d94-8c3e-6f2b1d0a9e57",
    "createdAt": "2026-02-12T10:00:00Z",
    "readAt": None,
    "customerId": "01a2014d-3ea5-7ac2-9f37-a5543137c136",
    "metadata": None,
}
NEW_NOTIFICATION = {
    "userId": "01a2014d-7c3f-7b62-9e10-3c5d8a4b7e21",
    "type": "Info",
    "title": "New Customer Inquiry",
    "message": "A customer has submitted a new inquiry",
    "actionUrl": "/inquiries/456",
    "customerId": "01a2014d-3ea5-7ac2-9f37-a5543137c136",
}
CASE = {
    "id": "01a2014d-7a10-7d94-8c3e-6f2b1d0a9e57",
    "customerId": "01a2014d-3ea5-7ac2-9f37-a5543137c136",
    "caseNumber": "CASE-20260212100000-7be21d",
    "title": "Account Balance Discrepancy",
    "description": "Customer reports incorrect balance on savings account",
    "status": "Open",
    "priority": "High",
    "category": "Account Issue",
    "subCategory": "Balance",
    "createdAt": "2026-02-12T10:00:00Z",
    "createdBy": "System",
    "resolution": None,
    "resolvedAt": None,
    "closedAt": None,
    "assignedToUserId": None,
    "slaDueAt": "2026-02-13T10:00:00Z",
    "slaBreached": False,
    "updatedAt": None,
}
EXPLAINED_CASE = CASE | {
    "slaExplanation": {
        "policy": "High: 24 hours",
        "targetMinutes": 1440,
        "targetDays": None,
        "timezone": "UTC",
        "startedAt": "2026-02-12T10:00:00Z",
        "dueAt": "2026-02-13T10:00:00Z",
        "sentence": "Promised: 24 hours, counted day and night, from Thursday 2026-02-12 10:00: "
        "due by Friday 2026-02-13 10:00 (UTC).",
        "countedSpans": [
            {"date": "2026-02-12", "from": "10:00", "to": "24:00", "minutes": 840.0},
            {"date": "2026-02-13", "from": "00:00", "to": "10:00", "minutes": 600.0},
        ],
        "moreSpans": 0,
        "pauses": [],
    }
}
NEW_CASE = {
    "customerId": "01a2014d-3ea5-7ac2-9f37-a5543137c136",
    "title": "Account Balance Discrepancy",
    "description": "Customer reports incorrect balance on savings account",
    "priority": "High",
    "category": "Account Issue",
    "subCategory": "Balance",
}
CASE_STATUS = {
    "status": "Resolved",
    "resolution": "Balance corrected after investigation. System glitch identified and fixed.",
}
RESOLVED = CASE_STATUS | {"resolvedAt": "2026-02-12T15:20:00Z", "updatedAt": "2026-02-12T15:20:00Z"}
ACTION = {
    "id": "01a2014d-7b2e-7c44-9a51-60c1de0b7a21",
    "customerId": "01a2014d-3ea5-7ac2-9f37-a5543137c136",
    "actionType": "ProductRecommendation",
    "title": "Recommend Premium Savings Account",
    "description": "Customer profile indicates readiness for premium account upgrade",
    "confidenceScore": 0.85,
    "recommendedProduct": "Premium Savings Account",
    "recommendedDate": "2026-02-12T10:00:00Z",
    "isCompleted": False,
    "completedDate": None,
    "outcome": None,
    "outcomeReading": None,
    "reasons": ["Credit score 750.00"],
    "basedOnOutcomes": 0,
    "modelVersion": "bayes-1",
}
COMPLETION = {"outcome": "Customer accepted premium account upgrade"}
COMPLETED_ACTION = ACTION | {
    "isCompleted": True,
    "completedDate": "2026-02-13T09:30:00Z",
    "outcome": "Customer accepted premium account upgrade",
    "outcomeReading": "accepted",
}
DASHBOARD: dict[str, Any] = {
    "customerAnalytics": {
        "totalCustomers": 1250,
        "activeCustomers": 1100,
        "newCustomersThisMonth": 45,
        "customersBySegment": {"Retail": 850, "SME": 250, "Corporate": 100, "HighNetWorth": 50},
        "customersByKYCStatus": {"Pending": 150, "InProgress": 100, "Verified": 1000},
    },
    "caseAnalytics": {
        "totalCases": 320,
        "openCases": 45,
        "resolvedCases": 265,
        "averageResolutionTimeHours": 18.5,
        "casesByPriority": {"Low": 120, "Medium": 150, "High": 40, "Critical": 10},
        "casesByStatus": {"Open": 30, "InProgress": 15, "PendingCustomer": 10, "Resolved": 200, "Closed": 65},
    },
    "interactionAnalytics": {
        "totalInteractions": 5420,
        "interactionsThisMonth": 450,
        "interactionsByChannel": {"Branch": 2100, "CallCenter": 1800, "Email": 950, "WhatsApp": 570},
        "averageInteractionDurationMinutes": 12.3,
    },
    "generatedAt": "2026-02-12T10:00:00Z",
}
NEW_WORKFLOW_DEFINITION = {
    "name": "Case Escalation Workflow",
    "description": "Automatically escalate cases after 48 hours",
    "triggerType": "CaseAgeExceeded",
    "triggerConditions": '{"hours": 48}',
    "actions": '[{"type": "Escalate"}, {"type": "Notify"}]',
    "isActive": True,
    "executionOrder": 1,
}
WORKFLOW_DEFINITION = {
    "id": "01a2014d-8a31-7c52-9b7e-1d4f6a8c0e35",
    **NEW_WORKFLOW_DEFINITION,
    "createdAt": "2026-02-12T10:00:00Z",
    "updatedAt": None,
}
WORKFLOW_CHANGES = {"triggerConditions": '{"hours": 24, "priority": "High"}', "isActive": False}
WORKFLOW_INSTANCE = {
    "id": "01a2014d-8b07-7e19-a2c4-7f5d3b9a1c68",
    "workflowDefinitionId": "01a2014d-8a31-7c52-9b7e-1d4f6a8c0e35",
    "customerId": "01a2014d-3ea5-7ac2-9f37-a5543137c136",
    "caseId": "01a2014d-7a10-7d94-8c3e-6f2b1d0a9e57",
    "status": "Active",
    "startedAt": "2026-02-12T10:00:00Z",
    "completedAt": None,
    "currentStep": "Started",
    "errorMessage": None,
    "context": None,
}
TRIGGER = {
    "workflowDefinitionId": "01a2014d-8a31-7c52-9b7e-1d4f6a8c0e35",
    "customerId": "01a2014d-3ea5-7ac2-9f37-a5543137c136",
    "caseId": "optional-case-id",
    "context": "optional-context-json",
}
INSTANCE_STATUS = {"status": "Cancelled", "errorMessage": "Not needed any more"}
