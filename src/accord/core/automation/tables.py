"""The tables of workflows.

An instance names its definition and its case without a reference: it stays when they go, to tell what was done.
"""

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from accord.kit.db import metadata, moment, named_enum, reference_to

from .records import InstanceStatus, Trigger

automation_definitions = Table(
    "automation_definitions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("description", Text),
    Column("trigger_type", Text, nullable=False),
    Column("fires_on", Text),
    Column("trigger_conditions", Text, nullable=False),
    Column("conditions", JSONB, nullable=False),
    Column("actions_text", Text, nullable=False),
    Column("actions", JSONB, nullable=False),
    Column("is_active", Boolean, nullable=False, server_default=text("true")),
    Column("execution_order", Integer, nullable=False, server_default=text("0")),
    Column("cooldown_seconds", Integer, nullable=False, server_default=text("0")),
    moment("created_at", nullable=False),
    moment("updated_at"),
    named_enum("fires_on", Trigger),
    Index("automation_definitions_order_idx", "execution_order", "created_at", "id"),
    Index(
        "automation_definitions_firing_idx",
        "fires_on",
        postgresql_where=text("is_active AND fires_on IS NOT NULL"),
    ),
)

automation_instances = Table(
    "automation_instances",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("definition_id", Uuid, nullable=False),
    Column("name", Text, nullable=False),
    Column("customer_id", Uuid, reference_to("customers.id")),
    Column("case_id", Uuid),
    Column("status", Text, nullable=False),
    Column("fired_by", Text),
    Column("actions", JSONB, nullable=False),
    Column("context", Text),
    Column("current_step", Text, nullable=False),
    Column("step_index", Integer, nullable=False, server_default=text("0")),
    Column("error_message", Text),
    Column("lane_id", Uuid, nullable=False),
    Column("place", Integer, nullable=False, server_default=text("0")),
    Column("chain", ARRAY(Uuid), nullable=False, server_default=text("'{}'::uuid[]")),
    Column("awaits_id", Uuid),
    moment("started_at", nullable=False),
    moment("completed_at"),
    named_enum("status", InstanceStatus),
    named_enum("fired_by", Trigger),
    Index("automation_instances_latest_idx", text("started_at DESC"), text("id DESC")),
    Index("automation_instances_customer_idx", "customer_id", text("started_at DESC"), text("id DESC")),
    Index("automation_instances_lane_idx", "lane_id", "place"),
    Index("automation_instances_awaits_idx", "awaits_id", postgresql_where=text("awaits_id IS NOT NULL")),
    Index(
        "automation_instances_age_idx",
        "definition_id",
        "case_id",
        unique=True,
        postgresql_where=text("fired_by = 'CaseAgeExceeded'"),
    ),
)

automation_steps = Table(
    "automation_steps",
    metadata,
    Column("instance_id", Uuid, reference_to("automation_instances.id"), primary_key=True),
    Column("step", Integer, primary_key=True, autoincrement=False),
    Column("customer_id", Uuid, reference_to("customers.id"), index=True),
    Column("action", Text, nullable=False),
    Column("effect", JSONB, nullable=False),
    Column("error_message", Text),
    moment("ended_at", nullable=False),
)
