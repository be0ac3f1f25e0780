"""Example values for the published document of this dialect."""

from typing import Any

PLAN, CLIENT = "550e8400-e29b-41d4-a716-446655440000", "660e8400-e29b-41d4-a716-446655440001"
MESSAGE = "770e8400-e29b-41d4-a716-446655440002"
CONTEXT: dict[str, Any] = {
    "client_name": "Priya Sharma",
    "event_type": "wedding",
    "event_date": "2025-12-15",
    "budget_strategies": [{"name": "Conservative", "total": 500000, "breakdown": {"venue": 200000}}],
}
NEW_MESSAGE: dict[str, Any] = {
    "plan_id": PLAN,
    "client_id": CLIENT,
    "message_type": "budget_summary",
    "context": CONTEXT,
    "urgency": "normal",
    "preferred_channel": "email",
}
SENT: dict[str, Any] = {
    "communication_id": MESSAGE,
    "status": "sent",
    "channel_used": "email",
    "sent_at": "2025-10-27T10:30:00Z",
    "delivered_at": None,
    "metadata": {
        "subject": "Your Budget Strategies are Ready!",
        "recipient": "priya.sharma@example.com",
        "client_id": CLIENT,
    },
}
ROW: dict[str, Any] = {
    "communication_id": MESSAGE,
    "plan_id": PLAN,
    "client_id": CLIENT,
    "message_type": "budget_summary",
    "channel": "email",
    "status": "opened",
    "subject": "Your Budget Strategies are Ready!",
    "created_at": "2025-10-27T10:30:00Z",
    "sent_at": "2025-10-27T10:30:05Z",
    "delivered_at": "2025-10-27T10:30:12Z",
    "opened_at": "2025-10-27T11:15:30Z",
    "clicked_at": None,
    "urgency": "normal",
    "retry_count": 0,
    "failed_at": None,
    "error_message": None,
    "open_count": 1,
    "click_count": 0,
    "scheduled_at": None,
}
HISTORY: dict[str, Any] = {"total": 15, "limit": 10, "offset": 0, "communications": [ROW]}
DETAIL: dict[str, Any] = {
    **ROW,
    "content": "Dear Priya, your budget strategies for your wedding on December 15, 2025 are ready.",
    "context": CONTEXT,
    "metadata": {
        "recipient": "priya.sharma@example.com",
        "attachments": [],
        "tracking_enabled": True,
        "channels": {"email": "usable", "whatsapp": "usable", "sms": "opted_out"},
    },
    "delivery_logs": [
        {"event_type": "sent", "event_timestamp": "2025-10-27T10:30:05Z", "delivery_status": "accepted"},
        {
            "event_type": "delivered",
            "event_timestamp": "2025-10-27T10:30:12Z",
            "delivery_status": "delivered",
        },
        {"event_type": "opened", "event_timestamp": "2025-10-27T11:15:30Z", "delivery_status": "opened"},
    ],
}
PREFERENCE_CHANGES: dict[str, Any] = {
    "client_id": CLIENT,
    "preferred_channels": ["email", "whatsapp"],
    "timezone": "Asia/Kolkata",
    "quiet_hours_start": "22:00",
    "quiet_hours_end": "08:00",
    "opt_out_email": False,
    "opt_out_sms": False,
    "opt_out_whatsapp": False,
}
WRITTEN_PREFERENCES: dict[str, Any] = {
    **PREFERENCE_CHANGES,
    "language_preference": "en",
    "available_channels": ["email", "sms", "whatsapp"],
    "updated_at": "2025-10-27T10:30:00Z",
}
PREFERENCES: dict[str, Any] = {**WRITTEN_PREFERENCES, "created_at": "2025-10-20T09:00:00Z"}
DEFAULTS: dict[str, Any] = {
    "client_id": CLIENT,
    "preferred_channels": ["email"],
    "timezone": "UTC",
    "quiet_hours_start": "22:00",
    "quiet_hours_end": "08:00",
    "opt_out_email": False,
    "opt_out_sms": False,
    "opt_out_whatsapp": False,
    "language_preference": "en",
    "available_channels": [],
    "created_at": None,
    "updated_at": None,
}
RESET_PREFERENCES: dict[str, Any] = {**DEFAULTS, "available_channels": ["email", "sms", "whatsapp"]}
_MEASURES: dict[str, Any] = {
    "total_sent": 800,
    "delivered": 770,
    "opened": 480,
    "clicked": 230,
    "failed": 30,
    "delivery_rate": 96.25,
    "open_rate": 62.34,
    "click_through_rate": 47.92,
}
ANALYTICS: dict[str, Any] = {
    "period": {"start_date": "2025-10-01", "end_date": "2025-10-27"},
    "summary": {
        "total_sent": 1250,
        "total_delivered": 1198,
        "total_opened": 720,
        "total_clicked": 340,
        "total_failed": 52,
        "delivery_rate": 95.84,
        "open_rate": 60.1,
        "click_through_rate": 47.22,
        "avg_delivery_time_seconds": 8.5,
    },
    "by_channel": [{"channel": "email", **_MEASURES}],
    "by_message_type": [
        {
            "message_type": "welcome",
            "total_sent": 200,
            "delivered": 195,
            "opened": 140,
            "clicked": 80,
            "open_rate": 71.79,
            "click_through_rate": 57.14,
        }
    ],
    "by_day": [{"day": "2025-10-27", **_MEASURES}],
}
PROCESSED = {"status": "processed"}
READY = {"status": "healthy", "timestamp": "2025-10-27T10:30:00Z"}
HEALTH: dict[str, Any] = {
    **READY,
    "components": {
        "orchestrator": "healthy",
        "email_agent": "healthy",
        "messaging_agent": "healthy",
        "database": "healthy",
        "redis_cache": "healthy",
        "smtp_server": "healthy",
        "whatsapp_api": "healthy",
        "twilio_api": "healthy",
    },
    "metrics": {
        "pending_communications": 5,
        "failed_communications_last_hour": 2,
        "avg_delivery_time_seconds": 8.5,
    },
}
