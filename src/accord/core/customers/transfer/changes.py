"""How staged rows change customers that are known: a part of the statement of a batch, for the mode `upsert`.

Only non-empty cells count. What a customer shows already is no change, so that the import of an export
changes nothing.
"""

# Column of the customer -> the name that events give it; the new value is the cell, where there is one.
_PLAIN = {
    "company_name": "company_name",
    "phone": "phone",
    "born_on": "born_on",
    "street": "street",
    "city": "city",
    "state": "state",
    "zip_code": "zip_code",
    "country": "country",
    "region": "region",
    "nationality": "nationality",
    "language": "language",
    "written_segment": "bank_segment",
    "written_contact_type": "contact_type",
    "loyalty": "loyalty",
    "sla_tier": "sla_tier",
    "status": "status",
    "tags": "tags",
    "notes": "notes",
}
_DERIVED = (
    "given_name",
    "family_name",
    "full_name",
    "attributes",
    "total_spent",
    "order_count",
    "last_order_at",
)
_UNTOLD = ("tag_keys", "opening_spent", "opening_orders", "opening_last_order_at")

# A company without a person shows its name as the first name.
_SAME_FIRST = """b.full_name = k.full_name
            OR b.given_name = coalesce(k.given_name, CASE WHEN k.full_name IS NULL THEN k.company_name END)"""
_FULL = """CASE WHEN b.full_name IS NOT NULL THEN b.full_name
        WHEN (p.given_name, p.family_name) IS NOT DISTINCT FROM (k.given_name, k.family_name) THEN k.full_name
        ELSE nullif(concat_ws(' ', p.given_name, nullif(p.family_name, '')), '') END"""
_ATTRIBUTES = """CASE WHEN coalesce(b.channel, b.frequency, b.categories[1]) IS NULL THEN k.attributes
        ELSE k.attributes || jsonb_build_object('preferences', coalesce(k.attributes -> 'preferences', '{{}}')
            || jsonb_strip_nulls(jsonb_build_object('channel', b.channel, 'frequency', b.frequency,
                'categories', b.categories))) END"""
# The totals of a file are those that a customer shows: what orders add to the opening values is taken off
# again.
_SPENT = """CASE WHEN b.opening_spent IS NULL OR b.opening_spent = k.total_spent THEN k.opening_spent
        ELSE greatest(b.opening_spent - (k.total_spent - k.opening_spent), 0) END"""
_ORDERS = """CASE WHEN b.opening_orders IS NULL OR b.opening_orders = k.order_count THEN k.opening_orders
        ELSE greatest(b.opening_orders - (k.order_count - k.opening_orders), 0) END"""
_LAST = """CASE WHEN b.opening_last_order_at IS NULL OR b.opening_last_order_at = k.last_order_at
        THEN k.opening_last_order_at ELSE b.opening_last_order_at END"""
_SHOWN_LAST = """CASE WHEN p.opening_last_order_at IS NOT DISTINCT FROM k.opening_last_order_at
            THEN k.last_order_at
        WHEN k.order_count = k.opening_orders THEN p.opening_last_order_at
        ELSE greatest(k.last_order_at, p.opening_last_order_at) END"""

_NEW = {name: f"coalesce(b.{name}, k.{name})" for name in (*_PLAIN, "tag_keys")} | {
    "given_name": "p.given_name",
    "family_name": "p.family_name",
    "full_name": _FULL,
    "attributes": _ATTRIBUTES,
    "opening_spent": "p.opening_spent",
    "opening_orders": "p.opening_orders",
    "opening_last_order_at": "p.opening_last_order_at",
    "total_spent": "k.total_spent + p.opening_spent - k.opening_spent",
    "order_count": "k.order_count + p.opening_orders - k.opening_orders",
    "last_order_at": _SHOWN_LAST,
}
_NAMES = _PLAIN | {name: name for name in _DERIVED}
_TOLD = ", ".join(
    f"CASE WHEN n.{name} IS DISTINCT FROM k.{name} THEN '{told}' END"
    for name, told in sorted(_NAMES.items(), key=lambda pair: pair[1])
)

CHANGES = f"""
known AS MATERIALIZED (
    SELECT b.record, c.* FROM batch b
    JOIN customer_identities i ON i.kind = 'email' AND i.normalised = b.email_key
    JOIN customers c ON c.id = i.customer_id AND c.status <> 'merged'
    ORDER BY c.id FOR UPDATE OF c
),
changed AS MATERIALIZED (
    SELECT DISTINCT ON (k.id) k.id, b.record, b.id AS event_id, b.phone_key, k.phone AS old_phone,
        array_remove(ARRAY[{_TOLD}], NULL) AS fields, {", ".join(f"n.{name}" for name in _NEW)}
    FROM known k JOIN batch b ON b.record = k.record
    CROSS JOIN LATERAL (SELECT
        CASE WHEN {_SAME_FIRST} THEN k.given_name ELSE coalesce(b.given_name, k.given_name) END,
        CASE WHEN b.full_name = k.full_name THEN k.family_name
            ELSE coalesce(b.family_name, k.family_name) END,
        {_SPENT}, {_ORDERS}, {_LAST}
    ) AS p (given_name, family_name, opening_spent, opening_orders, opening_last_order_at)
    CROSS JOIN LATERAL (SELECT {", ".join(_NEW.values())}) AS n ({", ".join(_NEW)})
    ORDER BY k.id, k.record DESC
),
written AS (
    UPDATE customers c SET updated_at = {{now}}, {", ".join(f"{name} = n.{name}" for name in _NEW)}
    FROM changed n WHERE c.id = n.id AND n.fields <> '{{{{}}}}'
),
old_phones AS (
    DELETE FROM customer_identities i USING changed n
    WHERE i.customer_id = n.id AND i.kind = 'phone' AND n.phone IS DISTINCT FROM n.old_phone
        AND (i.normalised = n.phone_key OR i.id = (
            SELECT f.id FROM customer_identities f WHERE f.customer_id = n.id AND f.kind = 'phone'
            ORDER BY f.position, f.id LIMIT 1))
),
new_phones AS (
    INSERT INTO customer_identities (id, customer_id, kind, value, normalised, source, created_at)
    SELECT overlay(n.event_id::text PLACING 'a' FROM 20)::uuid, n.id, 'phone', n.phone, n.phone_key,
        'import', {{now}}
    FROM changed n WHERE n.phone IS DISTINCT FROM n.old_phone
),
retold AS (
    INSERT INTO events (id, type, customer_id, subject_id, actor_kind, actor_id, actor_name, via, request_id,
        data, occurred_at)
    SELECT overlay(n.event_id::text PLACING 'b' FROM 20)::uuid, 'customer.updated', n.id, n.id, {{who}},
        jsonb_build_object('fields', n.fields), {{now}}
    FROM changed n WHERE n.fields <> '{{{{}}}}' ORDER BY n.record
),
"""  # noqa: S608  (only our own names)
