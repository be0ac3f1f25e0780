"""Example values for the published document of this dialect."""

from typing import Any

CUSTOMER = {
    "id": "01a2014d-3ea5-7ac2-9f37-a5543137c136",
    "full_name": "Salma Idrissi",
    "company_name": None,
    "contact_type": "Individual",
    "email": "salma.idrissi@example.com",
    "phone": "+212600000111",
    "nationality": "Moroccan",
    "region": "Fes",
    "preferred_language": "French",
    "loyalty_status": "New",
    "is_active": True,
    "tags": ["Desert tours"],
    "notes": None,
    "created_at": "2026-02-12T10:00:00Z",
    "updated_at": None,
    "last_interaction": None,
}
NEW_CUSTOMER = {
    "full_name": "Salma Idrissi",
    "contact_type": "Individual",
    "email": "salma.idrissi@example.com",
    "phone": "+212600000111",
    "nationality": "Moroccan",
    "region": "Fes",
    "tags": ["Desert tours"],
}
CUSTOMER_CHANGES = {"loyalty_status": "Gold", "region": "Agadir"}
SUMMARY = {
    **CUSTOMER,
    "loyalty_status": "Gold",
    "last_interaction": "2026-02-12T10:00:00Z",
    "total_interactions": 4,
    "total_feedback": 3,
    "average_rating": 4.33,
    "last_feedback_date": "2026-02-12T16:30:00Z",
    "segments": ["Desert lovers", "Gold and above"],
    "interaction_channels": {"email": 1, "phone": 2, "chat": 0, "in-person": 1},
    "feedback_by_service": {"Tour": 2, "Transport": 0, "Accommodation": 1},
}
INTERACTION = {
    "id": "01a2014d-51c0-7d11-8b6e-2f0c9a7d4e10",
    "customer_id": "01a2014d-3ea5-7ac2-9f37-a5543137c136",
    "staff_member_id": "01a2014d-0c11-7f5e-b1de-77a6b2c0d3f4",
    "channel": "phone",
    "subject": "Initial inquiry",
    "summary": "Customer interested in Atlas Mountains tour",
    "duration_minutes": 15,
    "follow_up_required": True,
    "follow_up_date": "2026-02-19T09:00:00Z",
    "timestamp": "2026-02-12T10:00:00Z",
    "created_at": "2026-02-12T10:00:00Z",
}
NEW_INTERACTION = {
    "customer_id": "01a2014d-3ea5-7ac2-9f37-a5543137c136",
    "channel": "phone",
    "subject": "Initial inquiry",
    "summary": "Customer interested in Atlas Mountains tour",
    "duration_minutes": 15,
    "follow_up_required": True,
    "follow_up_date": "2026-02-19T09:00:00Z",
}
INTERACTION_CHANGES = {"summary": "Customer booked the Atlas Mountains tour", "follow_up_required": False}
INTERACTION_STATS = {
    "total_interactions": 3,
    "by_channel": {"email": 1, "phone": 2, "chat": 0},
    "by_month": {
        "2025-03": 0,
        "2025-04": 0,
        "2025-05": 0,
        "2025-06": 0,
        "2025-07": 0,
        "2025-08": 0,
        "2025-09": 0,
        "2025-10": 0,
        "2025-11": 4,
        "2025-12": 6,
        "2026-01": 1,
        "2026-02": 2,
    },
    "average_duration": 12.5,
    "follow_ups_pending": 1,
}
FEEDBACK = {
    "id": "01a2014d-6f3a-7c55-a1b8-3d9e5f7a2c41",
    "customer_id": "01a2014d-3ea5-7ac2-9f37-a5543137c136",
    "booking_id": None,
    "service_type": "Tour",
    "rating": 2,
    "comments": "The bus came an hour late",
    "resolved": False,
    "resolution_notes": None,
    "resolved_by": None,
    "resolved_at": None,
    "is_anonymous": False,
    "source": "web",
    "submitted_at": "2026-02-12T16:30:00Z",
    "created_at": "2026-02-12T16:30:00Z",
    "sentiment": "negative",
}
NEW_FEEDBACK = {
    "customer_id": "01a2014d-3ea5-7ac2-9f37-a5543137c136",
    "service_type": "Tour",
    "rating": 2,
    "comments": "The bus came an hour late",
}
FEEDBACK_CHANGES = {"resolved": True, "resolution_notes": "Half of the fare was paid back"}
RESOLVED_FEEDBACK = {
    **FEEDBACK,
    **FEEDBACK_CHANGES,
    "resolved_by": "01a2014d-0c11-7f5e-b1de-77a6b2c0d3f4",
    "resolved_at": "2026-02-13T09:00:00Z",
}
FEEDBACK_STATS = {
    "total_feedback": 5,
    "average_rating": 3.8,
    "rating_distribution": {"1": 0, "2": 1, "3": 1, "4": 1, "5": 2},
    "by_service_type": {"Tour": 4, "Transport": 0, "Support": 1},
    "sentiment_analysis": {"positive": 3, "neutral": 1, "negative": 1},
    "resolution_rate": 20.0,
    "pending_resolution": 6,
}
SEGMENT = {
    "id": "01a2014d-7b21-7e08-9c47-5a1f0b6d8e32",
    "name": "Desert lovers",
    "description": "Regulars from the south who like the desert",
    "criteria": {"loyalty_status": ["Gold", "Platinum", "VIP"], "tags": ["Desert tours"]},
    "is_active": True,
    "customer_count": 1,
    "created_at": "2026-02-12T10:00:00Z",
    "updated_at": None,
    "last_calculated": "2026-02-12T17:00:00Z",
}
NEW_SEGMENT = {key: SEGMENT[key] for key in ("name", "description", "criteria")}
SEGMENT_CHANGES = {"criteria": {"tags": ["Desert tours"]}, "is_active": False}
SEGMENT_MEMBERS = {
    **SEGMENT,
    "customers": [{**CUSTOMER, "loyalty_status": "Gold"}],
    "total": 1,
    "page": 1,
    "size": 20,
    "pages": 1,
}
ME = {
    "id": "01a2014d-0c11-7f5e-b1de-77a6b2c0d3f4",
    "email": "agent@example.com",
    "full_name": "Karim Alaoui",
    "role": "crm_agent",
    "roleName": "agent",
    "is_active": True,
    "permissions": ["crm:create:customers", "crm:read:customers"],
}
LOGIN = {"email": "agent@example.com", "password": "the agent's password"}
REFRESH = {"refresh_token": "rt_3hVd7kq0v0xW8pY2tQ6mZr1nB5cJ4sL9uE7aG2fKdXo"}
TOKENS = {
    "access_token": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIwMWEyMDE0ZCJ9.c2lnbmF0dXJl",
    **REFRESH,
    "token_type": "bearer",
    "expires_in": 3600,
    "user": ME,
}


def page(item: dict[str, Any]) -> dict[str, Any]:
    """A page that holds one item."""
    return {"items": [item], "total": 1, "page": 1, "size": 20, "pages": 1}
