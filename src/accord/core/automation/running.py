"""Running instances: one step is one job, and what it does commits with the note that it is done.

So a worker that is killed has taken a step whole or not at all, and no action happens twice.
"""

from typing import Any
from uuid import UUID

import msgspec

from accord.core.context import SYSTEM, Context, Job, Queue
from accord.core.errors import Failure, TooMany, Unavailable
from accord.core.permissions import Permission
from accord.kit.db import Db

from . import actions, lanes, rules, store
from .events import WorkflowCompleted, WorkflowFailed
from .firing import MATCH
from .ports import Sender
from .records import Instance, InstanceStatus, Step

AUTOMATION = msgspec.structs.replace(SYSTEM, id="automation", name="Automation")
VIA = "automation"


class ChainedQueue:
    """Tells the matching of events that an instance causes which definitions led to them."""

    def __init__(self, queue: Queue, chain: list[UUID]) -> None:
        self._queue = queue
        self._chain = [str(definition_id) for definition_id in chain]

    async def put(self, db: Db, jobs: list[Job]) -> None:
        """Write jobs in the transaction of `db`."""
        await self._queue.put(db, [self._marked(job) for job in jobs])

    def _marked(self, job: Job) -> Job:
        if job.name != MATCH:
            return job
        return msgspec.structs.replace(job, arguments=job.arguments | {"chain": self._chain})


async def take_step(ctx: Context, instance_id: UUID, step: int, *, send: Sender) -> None:
    """Do what an active instance does next; nothing if `step` was taken already, or is not due."""
    ctx.require(Permission.WORKFLOWS_RUN)
    instance = await lanes.hold(ctx.db, instance_id)
    if instance is None or step != instance.step_index or instance.awaits_id is not None:
        return
    if instance.status is not InstanceStatus.ACTIVE:
        await _pass_on(ctx, instance)
    elif step >= len(instance.actions):
        await _complete(ctx, instance)
    else:
        await _act(ctx, instance, send)


async def settle_message(ctx: Context, message_id: UUID, problem: str | None) -> None:
    """Have the instance that waits for a message go on, or fail when the message was not sent."""
    ctx.require(Permission.WORKFLOWS_RUN)
    waiting = await store.awaiting(ctx.db, message_id)
    instance = None if waiting is None else await lanes.hold(ctx.db, waiting)
    if instance is None or instance.awaits_id != message_id or instance.status.is_end:
        return
    if problem is not None:
        await store.fail_step(ctx.db, instance.id, instance.step_index - 1, problem)
        await _fail(ctx, instance, problem)
        return
    await _go_on(ctx, await store.change(ctx.db, instance.id, awaits_id=None))


async def abandon_step(ctx: Context, instance_id: UUID, step: int) -> None:
    """End an instance whose step was tried in vain until it was given up."""
    ctx.require(Permission.WORKFLOWS_RUN)
    instance = await lanes.hold(ctx.db, instance_id)
    if instance is None or step != instance.step_index or instance.status.is_end:
        return
    await _note_failure(ctx, instance, "The step was given up after repeated errors")


async def _act(ctx: Context, instance: Instance, send: Sender) -> None:
    """Take the next step: its effect, or the note that it cannot be done."""
    acting = ctx.acting(
        AUTOMATION,
        via=VIA,
        request_id=instance.id,
        queue=lambda queue: ChainedQueue(queue, [*instance.chain, instance.definition_id]),
    )
    try:
        async with ctx.db.savepoint():
            effect = await actions.perform(acting, instance, send)
    except (Unavailable, TooMany):
        raise  # the job is tried again
    except Failure as refused:
        await _note_failure(ctx, instance, actions.wording_of(refused))
        return
    await _note(ctx, instance, effect.objects, None)
    action = instance.actions[instance.step_index]["type"]
    after = await store.change(
        ctx.db,
        instance.id,
        current_step=action,
        step_index=instance.step_index + 1,
        awaits_id=effect.awaits_id,
    )
    if effect.awaits_id is None:
        await _go_on(ctx, after)


async def _note_failure(ctx: Context, instance: Instance, problem: str) -> None:
    if instance.step_index < len(instance.actions):
        action = instance.actions[instance.step_index]["type"]
        await _note(ctx, instance, {}, problem)
        instance = await store.change(ctx.db, instance.id, current_step=action)
    await _fail(ctx, instance, problem)


async def _note(ctx: Context, instance: Instance, effect: dict[str, Any], problem: str | None) -> None:
    done = Step(
        instance_id=instance.id,
        step=instance.step_index,
        customer_id=instance.customer_id,
        action=instance.actions[instance.step_index]["type"],
        effect=effect,
        error_message=None if problem is None else rules.shortened(problem),
        ended_at=ctx.now,
    )
    await store.add_step(ctx.db, done)


async def _go_on(ctx: Context, instance: Instance) -> None:
    """The next step, or the end after the last one. A paused instance goes on when it is active again."""
    if instance.status is not InstanceStatus.ACTIVE:
        return
    if instance.step_index < len(instance.actions):
        await ctx.enqueue(lanes.step_job(instance.id, instance.step_index))
    else:
        await _complete(ctx, instance)


async def _complete(ctx: Context, instance: Instance) -> None:
    await store.change(ctx.db, instance.id, status=InstanceStatus.COMPLETED, completed_at=ctx.now)
    await ctx.emit(
        WorkflowCompleted(customer_id=instance.customer_id, subject_id=instance.id, name=instance.name)
    )
    await _pass_on(ctx, instance)


async def _fail(ctx: Context, instance: Instance, problem: str) -> None:
    problem = rules.shortened(problem)
    await store.change(
        ctx.db,
        instance.id,
        status=InstanceStatus.FAILED,
        completed_at=ctx.now,
        error_message=problem,
        awaits_id=None,
    )
    await ctx.emit(
        WorkflowFailed(
            customer_id=instance.customer_id,
            subject_id=instance.id,
            name=instance.name,
            step=instance.current_step,
            problem=problem,
        )
    )
    await _pass_on(ctx, instance)


async def _pass_on(ctx: Context, instance: Instance) -> None:
    """Let the next instance of the lane begin."""
    await ctx.enqueue(*await lanes.next_jobs(ctx.db, instance.lane_id))
