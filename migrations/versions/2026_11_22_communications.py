"""Communications, attempts, delivery events, preferences and suppressions."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_22_communications"
down_revision = "2026_11_22_automation"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "communications",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=True),
        sa.Column("direction", sa.Text(), server_default="outbound", nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("message_type", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), server_default="transactional", nullable=False),
        sa.Column("urgency", sa.Text(), server_default="normal", nullable=False),
        sa.Column("priority", sa.SmallInteger(), server_default="5", nullable=False),
        sa.Column("language", sa.Text(), server_default="en", nullable=False),
        sa.Column("preferred_channel", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column(
            "channel_order",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'::text[]"),
            nullable=False,
        ),
        sa.Column("channel_index", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column(
            "decision",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column(
            "context",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("html", sa.Text(), nullable=True),
        sa.Column("authored", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("ignores_timing", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=True),
        sa.Column(
            "metadata",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("attempts", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("retry_count", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("provider", sa.Text(), nullable=True),
        sa.Column("provider_id", sa.Text(), nullable=True),
        sa.Column("error_category", sa.Text(), nullable=True),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.Column("fallback_used", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("primary_channel_error", sa.Text(), nullable=True),
        sa.Column("open_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("click_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("leased_by", sa.Uuid(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("scheduled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("clicked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("bounced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("suppressed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expired_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "channel IN ('email', 'sms', 'whatsapp', 'phone', 'in_person', 'chat', 'web', 'mobile_app', 'atm', 'push', 'facebook', 'instagram', 'twitter', 'internal')",
            name=op.f("communications_channel_check"),
        ),
        sa.CheckConstraint(
            "direction IN ('outbound', 'inbound')", name=op.f("communications_direction_check")
        ),
        sa.CheckConstraint(
            "preferred_channel IN ('email', 'sms', 'whatsapp', 'phone', 'in_person', 'chat', 'web', 'mobile_app', 'atm', 'push', 'facebook', 'instagram', 'twitter', 'internal')",
            name=op.f("communications_preferred_channel_check"),
        ),
        sa.CheckConstraint(
            "purpose IN ('transactional', 'promotional')", name=op.f("communications_purpose_check")
        ),
        sa.CheckConstraint(
            "reason IN ('opted_out', 'address_suppressed', 'no_address', 'no_template', 'no_provider', 'quiet_hours', 'business_hours', 'batch', 'requested', 'frequency_cap', 'open_case', 'in_progress', 'provider_unavailable', 'rate_limited', 'cancelled')",
            name=op.f("communications_reason_check"),
        ),
        sa.CheckConstraint(
            "status IN ('queued', 'scheduled', 'sending', 'sent', 'delivered', 'opened', 'clicked', 'failed', 'bounced', 'suppressed', 'expired')",
            name=op.f("communications_status_check"),
        ),
        sa.CheckConstraint(
            "urgency IN ('critical', 'high', 'normal', 'low')", name=op.f("communications_urgency_check")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customers.id"],
            name=op.f("communications_customer_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("communications_pkey")),
    )
    op.create_index(
        "communications_customer_idx",
        "communications",
        ["customer_id", sa.text("created_at DESC"), sa.text("id DESC")],
    )
    op.create_index(
        "communications_due_idx",
        "communications",
        ["channel", "sender", "priority", "next_attempt_at"],
        postgresql_where=sa.text("status IN ('queued', 'scheduled', 'sending')"),
    )
    op.create_index(
        "communications_failed_idx",
        "communications",
        [sa.text("coalesce(failed_at, bounced_at, expired_at) DESC"), sa.text("id DESC")],
        postgresql_where=sa.text("status IN ('failed', 'bounced', 'expired')"),
    )
    op.create_index(
        "communications_newest_idx",
        "communications",
        [sa.text("created_at DESC"), sa.text("id DESC")],
        postgresql_where=sa.text("direction = 'outbound'"),
    )
    op.create_index(
        "communications_pending_idx",
        "communications",
        ["customer_id"],
        postgresql_where=sa.text("status IN ('queued', 'scheduled', 'sending')"),
    )
    op.create_index(
        "communications_plan_idx",
        "communications",
        ["plan_id", sa.text("created_at DESC"), sa.text("id DESC")],
        postgresql_where=sa.text("plan_id IS NOT NULL"),
    )
    op.create_index(
        "communications_provider_idx",
        "communications",
        ["provider", "provider_id"],
        postgresql_where=sa.text("provider_id IS NOT NULL"),
    )
    op.create_table(
        "communication_attempts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("communication_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("provider_id", sa.Text(), nullable=True),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "channel IN ('email', 'sms', 'whatsapp', 'phone', 'in_person', 'chat', 'web', 'mobile_app', 'atm', 'push', 'facebook', 'instagram', 'twitter', 'internal')",
            name=op.f("communication_attempts_channel_check"),
        ),
        sa.CheckConstraint(
            "outcome IN ('accepted', 'refused', 'doubtful', 'not_taken')",
            name=op.f("communication_attempts_outcome_check"),
        ),
        sa.ForeignKeyConstraint(
            ["communication_id"],
            ["communications.id"],
            name=op.f("communication_attempts_communication_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customers.id"],
            name=op.f("communication_attempts_customer_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("communication_attempts_pkey")),
    )
    op.create_index(
        "communication_attempts_communication_idx", "communication_attempts", ["communication_id", "begun_at"]
    )
    op.create_index("communication_attempts_customer_idx", "communication_attempts", ["customer_id"])
    op.create_table(
        "delivery_events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("communication_id", sa.Uuid(), nullable=True),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("event_key", sa.Text(), nullable=False),
        sa.Column("provider_id", sa.Text(), nullable=True),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("is_permanent", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("by_machine", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.ForeignKeyConstraint(
            ["communication_id"],
            ["communications.id"],
            name=op.f("delivery_events_communication_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customers.id"],
            name=op.f("delivery_events_customer_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("delivery_events_pkey")),
    )
    op.create_index(
        "delivery_events_communication_idx", "delivery_events", ["communication_id", "occurred_at", "id"]
    )
    op.create_index("delivery_events_customer_idx", "delivery_events", ["customer_id"])
    op.create_index("delivery_events_key_idx", "delivery_events", ["provider", "event_key"], unique=True)
    op.create_index(
        "delivery_events_waiting_idx",
        "delivery_events",
        ["provider", "provider_id"],
        postgresql_where=sa.text("communication_id IS NULL"),
    )
    op.create_table(
        "preferences",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("preferred_channels", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("timezone", sa.Text(), nullable=True),
        sa.Column("quiet_start", sa.Time(), nullable=True),
        sa.Column("quiet_end", sa.Time(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("preferences_customer_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("preferences_pkey")),
    )
    op.create_table(
        "opt_outs",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "channel IN ('email', 'sms', 'whatsapp', 'phone', 'in_person', 'chat', 'web', 'mobile_app', 'atm', 'push', 'facebook', 'instagram', 'twitter', 'internal')",
            name=op.f("opt_outs_channel_check"),
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("opt_outs_customer_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("customer_id", "channel", name=op.f("opt_outs_pkey")),
    )
    op.create_table(
        "suppressions",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address_digest", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "channel IN ('email', 'sms', 'whatsapp', 'phone', 'in_person', 'chat', 'web', 'mobile_app', 'atm', 'push', 'facebook', 'instagram', 'twitter', 'internal')",
            name=op.f("suppressions_channel_check"),
        ),
        sa.CheckConstraint(
            "reason IN ('hard_bounce', 'complaint', 'unsubscribed')", name=op.f("suppressions_reason_check")
        ),
        sa.PrimaryKeyConstraint("channel", "address_digest", name=op.f("suppressions_pkey")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("communication_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=True),
        sa.Column(
            "headers",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column(
            "attachments", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'::text[]"), nullable=False
        ),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "channel IN ('email', 'sms', 'whatsapp', 'phone', 'in_person', 'chat', 'web', 'mobile_app', 'atm', 'push', 'facebook', 'instagram', 'twitter', 'internal')",
            name=op.f("outbox_channel_check"),
        ),
        sa.ForeignKeyConstraint(
            ["communication_id"],
            ["communications.id"],
            name=op.f("outbox_communication_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("outbox_customer_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("outbox_pkey")),
        sa.UniqueConstraint("reference", name=op.f("outbox_reference_key")),
    )
    op.create_index("outbox_communication_idx", "outbox", ["communication_id"])
    op.create_index("outbox_customer_idx", "outbox", ["customer_id"])
    op.create_index("outbox_latest_idx", "outbox", [sa.text("recorded_at DESC"), sa.text("id DESC")])
    # A queue: rows change their place in the index all the time, and what they leave behind must go soon.
    op.execute("ALTER TABLE communications SET (autovacuum_vacuum_scale_factor = 0.02, fillfactor = 80)")
