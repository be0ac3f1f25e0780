"""Every example of the bank's document, in its order and as it is printed there."""

from typing import NamedTuple

BASE = "https://localhost:5001"
TOKEN = "{token}"
# The id that the document prints for everything.
SOME_ID = "3fa85f64-5717-4562-b3fc-2c963f66afa6"


class Example(NamedTuple):
    """One operation as printed: what is sent, and what is answered; empty where the document prints nothing.

    `about` is what kind of object the id in the path names, or the answer to a POST is. Passing ones are made for it.
    """

    method: str
    path: str
    status: int
    sent: str = ""
    answered: str = ""
    about: str = ""

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"


HEALTH = """
{
  "status": "Healthy",
  "timestamp": "2026-02-12T10:00:00Z",
  "version": "1.0.0",
  "service": "Wekeza CRM API"
}
"""
CUSTOMER = """
  {
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
    "isActive": true
  }
"""
NEW_CUSTOMER = """
{
  "firstName": "John",
  "lastName": "Doe",
  "email": "john.doe@example.com",
  "phoneNumber": "+254712345678",
  "dateOfBirth": "1990-01-15",
  "address": "123 Main St",
  "city": "Nairobi",
  "country": "Kenya",
  "segment": "Retail"
}
"""
CUSTOMER_CHANGES = """
{
  "firstName": "John",
  "lastName": "Doe",
  "phoneNumber": "+254712345678",
  "address": "456 Oak Ave",
  "city": "Nairobi",
  "country": "Kenya",
  "segment": "SME"
}
"""
CASE = """
  {
    "id": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
    "customerId": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
    "caseNumber": "CASE-20260212100000-xyz789",
    "title": "Account Balance Discrepancy",
    "description": "Customer reports incorrect balance on savings account",
    "status": "Open",
    "priority": "High",
    "category": "Account Issue",
    "subCategory": "Balance",
    "createdAt": "2026-02-12T10:00:00Z",
    "createdBy": "System"
  }
"""
NEW_CASE = """
{
  "customerId": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
  "title": "Account Balance Discrepancy",
  "description": "Customer reports incorrect balance on savings account",
  "priority": "High",
  "category": "Account Issue",
  "subCategory": "Balance"
}
"""
CASE_STATUS = """
{
  "status": "Resolved",
  "resolution": "Balance corrected after investigation. System glitch identified and fixed."
}
"""
INTERACTION = """
  {
    "id": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
    "customerId": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
    "channel": "CallCenter",
    "subject": "Balance Inquiry",
    "description": "Customer called to check account balance",
    "interactionDate": "2026-02-12T10:00:00Z",
    "durationMinutes": 5
  }
"""
NEW_INTERACTION = """
{
  "customerId": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
  "channel": "CallCenter",
  "subject": "Balance Inquiry",
  "description": "Customer called to check account balance",
  "interactionDate": "2026-02-12T10:00:00Z",
  "durationMinutes": 5
}
"""
ACTION = """
  {
    "id": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
    "customerId": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
    "actionType": "ProductRecommendation",
    "title": "Recommend Premium Savings Account",
    "description": "Customer profile indicates readiness for premium account upgrade",
    "confidenceScore": 0.85,
    "recommendedProduct": "Premium Savings Account",
    "recommendedDate": "2026-02-12T10:00:00Z",
    "isCompleted": false
  }
"""
COMPLETION = """
{
  "outcome": "Customer accepted premium account upgrade"
}
"""
NEW_SENTIMENT = """
{
  "customerId": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
  "text": "I am very happy with the service provided",
  "interactionId": "optional-interaction-id",
  "caseId": "optional-case-id"
}
"""
SENTIMENT = """
{
  "id": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
  "customerId": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
  "sentimentType": "Positive",
  "sentimentScore": 0.8,
  "textAnalyzed": "I am very happy with the service provided",
  "analyzedDate": "2026-02-12T10:00:00Z",
  "keyPhrases": "happy, service, provided"
}
"""
NEW_DEFINITION = r"""
{
  "name": "Case Escalation Workflow",
  "description": "Automatically escalate cases after 48 hours",
  "triggerType": "CaseAgeExceeded",
  "triggerConditions": "{\"hours\": 48}",
  "actions": "[{\"type\": \"Escalate\"}, {\"type\": \"Notify\"}]",
  "isActive": true,
  "executionOrder": 1
}
"""
TRIGGER = """
{
  "workflowDefinitionId": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
  "customerId": "optional-customer-id",
  "caseId": "optional-case-id",
  "context": "optional-context-json"
}
"""
NOTIFICATION = """
  {
    "id": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
    "userId": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
    "type": "Alert",
    "title": "High Priority Case Assigned",
    "message": "You have been assigned a high priority case",
    "isRead": false,
    "actionUrl": "/cases/123",
    "createdAt": "2026-02-12T10:00:00Z"
  }
"""
NEW_NOTIFICATION = """
{
  "userId": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
  "type": "Info",
  "title": "New Customer Inquiry",
  "message": "A customer has submitted a new inquiry",
  "actionUrl": "/inquiries/456"
}
"""
CUSTOMER_FIGURES = """
  {
    "totalCustomers": 1250,
    "activeCustomers": 1100,
    "newCustomersThisMonth": 45,
    "customersBySegment": {
      "Retail": 850,
      "SME": 250,
      "Corporate": 100,
      "HighNetWorth": 50
    },
    "customersByKYCStatus": {
      "Verified": 1000,
      "Pending": 150,
      "InProgress": 100
    }
  }
"""
CASE_FIGURES = """
  {
    "totalCases": 320,
    "openCases": 45,
    "resolvedCases": 265,
    "averageResolutionTimeHours": 18.5,
    "casesByPriority": {
      "Low": 120,
      "Medium": 150,
      "High": 40,
      "Critical": 10
    }
  }
"""
INTERACTION_FIGURES = """
  {
    "totalInteractions": 5420,
    "interactionsThisMonth": 450,
    "interactionsByChannel": {
      "Branch": 2100,
      "CallCenter": 1800,
      "Email": 950,
      "WhatsApp": 570
    },
    "averageInteractionDurationMinutes": 12.3
  }
"""
DASHBOARD = f"""
{{
  "customerAnalytics": {CUSTOMER_FIGURES},
  "caseAnalytics": {CASE_FIGURES},
  "interactionAnalytics": {INTERACTION_FIGURES},
  "generatedAt": "2026-02-12T10:00:00Z"
}}
"""


def several(printed: str) -> str:
    """A list of one, as the document prints lists."""
    return f"[{printed}]"


EXAMPLES = (
    Example("GET", "/health", 200, "", HEALTH),
    Example("GET", "/customers", 200, "", several(CUSTOMER)),
    Example("GET", "/customers/{id}", 200, "", CUSTOMER, "customer"),
    Example("GET", "/customers/email/{email}", 200, "", CUSTOMER),
    Example("GET", "/customers/segment/{segment}", 200, "", several(CUSTOMER)),
    Example("POST", "/customers", 201, NEW_CUSTOMER, NEW_CUSTOMER, "customer"),
    Example("PUT", "/customers/{id}", 200, CUSTOMER_CHANGES, CUSTOMER_CHANGES, "passing customer"),
    Example("DELETE", "/customers/{id}", 204, "", "", "passing customer"),
    Example("GET", "/cases", 200, "", several(CASE)),
    Example("GET", "/cases/{id}", 200, "", CASE, "case"),
    Example("GET", "/cases/customer/{customerId}", 200, "", several(CASE), "customer"),
    Example("POST", "/cases", 201, NEW_CASE, CASE, "case"),
    Example("PUT", "/cases/{id}/status", 200, CASE_STATUS, CASE_STATUS, "passing case"),
    Example("DELETE", "/cases/{id}", 204, "", "", "passing case"),
    Example("GET", "/interactions", 200, "", several(INTERACTION)),
    Example("GET", "/interactions/{id}", 200, "", INTERACTION, "interaction"),
    Example("GET", "/interactions/customer/{customerId}", 200, "", several(INTERACTION), "customer"),
    Example("POST", "/interactions", 201, NEW_INTERACTION, INTERACTION, "interaction"),
    Example("DELETE", "/interactions/{id}", 204, "", "", "passing interaction"),
    Example("GET", "/nextbestactions", 200, "", several(ACTION)),
    Example("POST", "/nextbestactions/generate/{customerId}", 200, "", several(ACTION), "customer"),
    Example("PUT", "/nextbestactions/{id}/complete", 200, COMPLETION, COMPLETION, "passing action"),
    Example("POST", "/sentimentanalysis/analyze", 200, NEW_SENTIMENT, SENTIMENT),
    Example("GET", "/sentimentanalysis/customer/{customerId}", 200, "", several(SENTIMENT), "customer"),
    Example("GET", "/workflows/definitions", 200, "", several(NEW_DEFINITION)),
    Example("POST", "/workflows/definitions", 201, NEW_DEFINITION, NEW_DEFINITION, "definition"),
    Example("POST", "/workflows/instances/trigger", 201, TRIGGER),
    Example("GET", "/notifications/user/{userId}/unread", 200, "", several(NOTIFICATION), "user"),
    Example("POST", "/notifications", 201, NEW_NOTIFICATION, NEW_NOTIFICATION),
    Example("PUT", "/notifications/{id}/read", 204, "", "", "passing notification"),
    Example("GET", "/analytics/dashboard", 200, "", DASHBOARD),
    Example("GET", "/analytics/customers", 200, "", CUSTOMER_FIGURES),
    Example("GET", "/analytics/cases", 200, "", CASE_FIGURES),
    Example("GET", "/analytics/interactions", 200, "", INTERACTION_FIGURES),
)

# Its enumerations, in its order.
WORDS = {
    "Customer Segments": ("Retail", "SME", "Corporate", "HighNetWorth"),
    "KYC Status": ("Pending", "InProgress", "Verified", "Rejected", "Expired"),
    "Case Status": ("Open", "InProgress", "PendingCustomer", "Resolved", "Closed", "Escalated"),
    "Case Priority": ("Low", "Medium", "High", "Critical"),
    "Interaction Channels": (
        *("Branch", "CallCenter", "Email", "SMS", "WhatsApp", "MobileApp", "Web", "ATM"),
    ),
    "Action Types": (
        *("ProductRecommendation", "FollowUpCall", "SendEmail", "SendSMS", "ScheduleMeeting"),
        *("UpgradeAccount", "CrossSell", "RetentionOffer", "RiskReview"),
    ),
    "Sentiment Types": ("Positive", "Neutral", "Negative", "VeryNegative"),
    "Notification Types": ("Info", "Warning", "Alert", "Success", "Error"),
    "Workflow Status": ("Draft", "Active", "Paused", "Completed", "Failed", "Cancelled"),
}
