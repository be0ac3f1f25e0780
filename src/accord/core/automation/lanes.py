"""The order in which instances run: one after the other in a lane, each step a job of its own."""

from uuid import UUID

from accord.core import customers
from accord.core.context import Job
from accord.kit.db import Db

from . import store
from .records import Instance

STEP = "automation.step"


def step_job(instance_id: UUID, step: int) -> Job:
    """The job that takes one step."""
    return Job(name=STEP, arguments={"instance_id": str(instance_id), "step": step})


async def next_jobs(db: Db, lane_id: UUID) -> list[Job]:
    """What has the first active instance of a lane take its next step; nothing while that waits for a message.

    A job too many does no harm: a step that was taken already is not taken again.
    """
    head = await store.head_of(db, lane_id)
    return [step_job(head[0], head[1])] if head is not None and head[2] is None else []


async def hold(db: Db, instance_id: UUID) -> Instance | None:
    """The instance, held with its customer until the transaction ends; None when it is not there.

    The customer's row is held first, as everywhere: erasing a customer takes it before what hangs on it.
    """
    found = await store.find(db, instance_id)
    if found is not None and found.customer_id is not None:
        await customers.lock_customers(db, [found.customer_id])
    return await store.lock(db, instance_id)
