"""The customer graph, access, events."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_22_foundation"
down_revision = None
branch_labels = None
depends_on = None

# The log is append-only for everybody who uses the application's role: a row never goes, and the only change
# it may see is the emptying of its data when its customer is erased.
KEEP_EVENTS = """
CREATE FUNCTION keep_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.data = '{}'::jsonb
       AND to_jsonb(NEW) - 'data' = to_jsonb(OLD) - 'data' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'events are append-only' USING ERRCODE = 'insufficient_privilege';
END
$$
"""
EVENTS_GUARD = """
CREATE TRIGGER events_are_kept BEFORE UPDATE OR DELETE ON events
FOR EACH ROW EXECUTE FUNCTION keep_events()
"""
# Joining an array of texts depends on nothing but the texts, which PostgreSQL does not know of arrays in general.
TAGS_ARE_PLAIN = r"""
CREATE FUNCTION tags_are_plain(tags text[]) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN tags = '{}' THEN true
    ELSE array_to_string(tags, '') !~ '[;|\\]'
        AND ascii(tags[1]) NOT IN (9, 10, 13, 39, 43, 45, 61, 64, 65291, 65293, 65309, 65312) END
"""


def upgrade() -> None:
    """Apply."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.execute(TAGS_ARE_PLAIN)
    op.create_table(
        "api_keys",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("grants", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("audience", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("api_keys_pkey")),
        sa.UniqueConstraint("digest", name=op.f("api_keys_digest_key")),
    )
    op.create_table(
        "customers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), server_default="active", nullable=False),
        sa.Column("merged_into_id", sa.Uuid(), nullable=True),
        sa.Column("given_name", sa.Text(), nullable=True),
        sa.Column("family_name", sa.Text(), nullable=True),
        sa.Column("full_name", sa.Text(), nullable=True),
        sa.Column("company_name", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("born_on", sa.Date(), nullable=True),
        sa.Column("street", sa.Text(), nullable=True),
        sa.Column("city", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("zip_code", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("nationality", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("written_segment", sa.Text(), nullable=True),
        sa.Column("written_contact_type", sa.Text(), nullable=True),
        sa.Column(
            "bank_segment",
            sa.Text(),
            sa.Computed(
                "coalesce(written_segment, CASE WHEN written_contact_type = 'Corporate' THEN 'Corporate' ELSE 'Retail' END)",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.Column(
            "contact_type",
            sa.Text(),
            sa.Computed(
                "coalesce(written_contact_type, CASE WHEN written_segment IN ('SME', 'Corporate') OR (full_name IS NULL AND company_name IS NOT NULL) THEN 'Corporate' ELSE 'Individual' END)",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.Column("kyc_status", sa.Text(), server_default="Pending", nullable=False),
        sa.Column("loyalty", sa.Text(), server_default="New", nullable=False),
        sa.Column("sla_tier", sa.Text(), server_default="standard", nullable=False),
        sa.Column("credit_score", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("risk_score", sa.SmallInteger(), nullable=True),
        sa.Column("lifetime_value", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column(
            "tags", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'::text[]"), nullable=False
        ),
        sa.Column(
            "tag_keys", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'::text[]"), nullable=False
        ),
        sa.Column(
            "labels", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'::text[]"), nullable=False
        ),
        sa.Column(
            "risk_flags", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'::text[]"), nullable=False
        ),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("avatar_url", sa.Text(), nullable=True),
        sa.Column(
            "attributes",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("opening_spent", sa.Numeric(precision=14, scale=2), server_default="0", nullable=False),
        sa.Column("opening_orders", sa.Integer(), server_default="0", nullable=False),
        sa.Column("opening_last_order_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("total_spent", sa.Numeric(precision=14, scale=2), server_default="0", nullable=False),
        sa.Column("order_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_order_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_interaction_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_engagement_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "search",
            sa.Text(),
            sa.Computed(
                "lower(coalesce(full_name, '') || chr(31) || coalesce(company_name, '') || chr(31) || coalesce(email, '') || chr(31) || coalesce(phone, '') || chr(31) || regexp_replace(coalesce(phone, ''), '[^0-9]', '', 'g'))",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.Column(
            "is_plain",
            sa.Boolean(),
            sa.Computed(
                "coalesce(ascii(given_name) NOT IN (9, 10, 13, 39, 43, 45, 61, 64, 65291, 65293, 65309, 65312), true) AND coalesce(ascii(family_name) NOT IN (9, 10, 13, 39, 43, 45, 61, 64, 65291, 65293, 65309, 65312), true) AND coalesce(ascii(company_name) NOT IN (9, 10, 13, 39, 43, 45, 61, 64, 65291, 65293, 65309, 65312), true) AND coalesce(ascii(street) NOT IN (9, 10, 13, 39, 43, 45, 61, 64, 65291, 65293, 65309, 65312), true) AND coalesce(ascii(city) NOT IN (9, 10, 13, 39, 43, 45, 61, 64, 65291, 65293, 65309, 65312), true) AND coalesce(ascii(state) NOT IN (9, 10, 13, 39, 43, 45, 61, 64, 65291, 65293, 65309, 65312), true) AND coalesce(ascii(zip_code) NOT IN (9, 10, 13, 39, 43, 45, 61, 64, 65291, 65293, 65309, 65312), true) AND coalesce(ascii(country) NOT IN (9, 10, 13, 39, 43, 45, 61, 64, 65291, 65293, 65309, 65312), true) AND coalesce(ascii(email) NOT IN (9, 10, 13, 39, 43, 45, 61, 64, 65291, 65293, 65309, 65312), true) AND coalesce(email = lower(email), true) AND NOT attributes ? 'preferences' AND tags_are_plain(tags)",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.CheckConstraint(
            "kyc_status IN ('Pending', 'InProgress', 'Verified', 'Rejected', 'Expired')",
            name=op.f("customers_kyc_status_check"),
        ),
        sa.CheckConstraint(
            "loyalty IN ('New', 'Bronze', 'Silver', 'Gold', 'Platinum', 'VIP')",
            name=op.f("customers_loyalty_check"),
        ),
        sa.CheckConstraint(
            "sla_tier IN ('free', 'standard', 'premium', 'enterprise')", name=op.f("customers_sla_tier_check")
        ),
        sa.CheckConstraint(
            "status IN ('active', 'inactive', 'blocked', 'merged')", name=op.f("customers_status_check")
        ),
        sa.CheckConstraint(
            "written_contact_type IN ('Individual', 'Corporate')",
            name=op.f("customers_written_contact_type_check"),
        ),
        sa.CheckConstraint(
            "written_segment IN ('Retail', 'SME', 'Corporate', 'HighNetWorth')",
            name=op.f("customers_written_segment_check"),
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"],
            ["customers.id"],
            name=op.f("customers_merged_into_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("customers_pkey")),
        sa.UniqueConstraint("reference", name=op.f("customers_reference_key")),
    )
    op.create_index(
        "customers_merged_into_idx",
        "customers",
        ["merged_into_id"],
        unique=False,
        postgresql_where=sa.text("merged_into_id IS NOT NULL"),
    )
    op.create_index(
        "customers_newest_idx",
        "customers",
        [sa.literal_column("created_at DESC"), sa.literal_column("id DESC")],
        unique=False,
        postgresql_where=sa.text("status <> 'merged'"),
    )
    op.create_index(
        "customers_region_idx",
        "customers",
        [
            sa.literal_column("lower(region)"),
            sa.literal_column("created_at DESC"),
            sa.literal_column("id DESC"),
        ],
        unique=False,
        postgresql_where=sa.text("region IS NOT NULL"),
    )
    op.create_index(
        "customers_search_idx",
        "customers",
        ["search"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"search": "gin_trgm_ops"},
    )
    op.create_index(
        "customers_segment_idx",
        "customers",
        ["bank_segment", sa.literal_column("created_at DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_index("customers_tags_idx", "customers", ["tag_keys"], unique=False, postgresql_using="gin")
    op.create_table(
        "events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("actor_kind", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("via", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=True),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", "occurred_at", name=op.f("events_pkey")),
    )
    op.create_index("events_sequence_idx", "events", ["sequence"], unique=False)
    op.create_index("events_timeline_idx", "events", ["customer_id", "occurred_at", "id"], unique=False)
    op.create_table(
        "idempotency_keys",
        sa.Column("scope", sa.LargeBinary(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("headers", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("scope", name=op.f("idempotency_keys_pkey")),
    )
    op.create_index(op.f("idempotency_keys_created_at_idx"), "idempotency_keys", ["created_at"], unique=False)
    op.create_table(
        "login_failures",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_failed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("blocked_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("login_failures_pkey")),
    )
    op.create_index(
        op.f("login_failures_last_failed_at_idx"), "login_failures", ["last_failed_at"], unique=False
    )
    op.create_table(
        "rate_windows",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("window_start", sa.BigInteger(), nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", "window_start", name=op.f("rate_windows_pkey")),
        prefixes=["UNLOGGED"],
    )
    op.create_table(
        "revoked_tokens",
        sa.Column("token_id", sa.Text(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_id", name=op.f("revoked_tokens_pkey")),
    )
    op.create_index(op.f("revoked_tokens_expires_at_idx"), "revoked_tokens", ["expires_at"], unique=False)
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("email_key", sa.Text(), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("password_changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_login_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "role IN ('admin', 'supervisor', 'agent', 'engineer', 'account_manager', 'marketer', 'viewer', 'api')",
            name=op.f("users_role_check"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("users_pkey")),
        sa.UniqueConstraint("email_key", name=op.f("users_email_key_key")),
    )
    op.create_table(
        "customer_identities",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("normalised", sa.Text(), nullable=False),
        sa.Column("position", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('email', 'phone', 'social', 'device')", name=op.f("customer_identities_kind_check")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customers.id"],
            name=op.f("customer_identities_customer_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("customer_identities_pkey")),
    )
    op.create_index(
        "customer_identities_customer_idx",
        "customer_identities",
        ["customer_id", "kind", "position"],
        unique=False,
    )
    op.create_index(
        "customer_identities_phone_idx",
        "customer_identities",
        ["normalised"],
        unique=False,
        postgresql_where=sa.text("kind = 'phone'"),
    )
    op.create_index(
        "customer_identities_unique_idx",
        "customer_identities",
        ["kind", "normalised"],
        unique=True,
        postgresql_where=sa.text("kind IN ('email', 'social')"),
    )
    op.create_table(
        "interactions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("duration_minutes", sa.Integer(), nullable=True),
        sa.Column("follow_up_required", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("follow_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "channel IN ('email', 'sms', 'whatsapp', 'phone', 'in_person', 'chat', 'web', 'mobile_app', 'atm', 'push', 'facebook', 'instagram', 'twitter', 'internal')",
            name=op.f("interactions_channel_check"),
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("interactions_customer_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("interactions_pkey")),
    )
    op.create_index(
        "interactions_customer_idx",
        "interactions",
        ["customer_id", sa.literal_column("occurred_at DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_index(
        "interactions_follow_up_idx",
        "interactions",
        ["follow_up_at"],
        unique=False,
        postgresql_where=sa.text("follow_up_required"),
    )
    op.create_index(
        "interactions_latest_idx",
        "interactions",
        [sa.literal_column("occurred_at DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_index(
        "interactions_staff_idx",
        "interactions",
        ["staff_id", sa.literal_column("occurred_at DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_because", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("sessions_user_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("sessions_pkey")),
    )
    op.create_index("sessions_expires_idx", "sessions", ["expires_at"], unique=False)
    op.create_index(
        "sessions_user_idx",
        "sessions",
        ["user_id"],
        unique=False,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "refresh_tokens",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("seed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("refresh_tokens_session_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("refresh_tokens_pkey")),
    )
    op.create_index("refresh_tokens_session_idx", "refresh_tokens", ["session_id"], unique=False)
    op.execute(KEEP_EVENTS)
    op.execute(EVENTS_GUARD)
    op.execute("ALTER TABLE customers ALTER COLUMN search SET STATISTICS 1000")
