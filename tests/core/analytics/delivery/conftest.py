from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from accord.core.communications.tables import communications
from accord.kit.db import statement
from accord.kit.ids import new_id


@pytest.fixture
def sent(db, make):
    """Writes messages: `await sent(status="delivered", channel="sms", ...)`; its id."""
    owners: list[Any] = []

    async def write(status: str = "sent", *, at: datetime, took: float | None = None, **given: Any) -> Any:
        if "customer_id" not in given and not owners:
            owners.append(await make.customer())
        made = new_id()
        values = {
            "id": made,
            "customer_id": given.pop("customer_id", None) or owners[0].id,
            "origin": "engagement",
            "sender": "engagement",
            "message_type": "welcome",
            "channel": "email",
            "status": status,
            "created_at": at,
            "sent_at": at,
            "delivered_at": None if took is None else at + timedelta(seconds=took),
        }
        await db.execute(statement(insert(communications).values(values | given)))
        return made

    return write
