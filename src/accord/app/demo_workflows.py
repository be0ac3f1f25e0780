"""Workflows to look at: the one of the bank's document, and one that greets customers who have moved up."""

from datetime import datetime

from accord.core import automation
from accord.core.automation import NewDefinition
from accord.core.context import SYSTEM
from accord.kit.paging import Page

from .compose import Platform

_WORKFLOWS = (
    NewDefinition(
        name="Case Escalation Workflow",
        description="Automatically escalate cases after 48 hours",
        trigger_type="CaseAgeExceeded",
        trigger_conditions='{"hours": 48}',
        actions='[{"type": "Escalate"}, {"type": "Notify"}]',
        execution_order=1,
    ),
    NewDefinition(
        name="New private banking client",
        description="Who has moved up meets an adviser",
        trigger_type="CustomerSegmentChanged",
        trigger_conditions='{"segment": "HighNetWorth"}',
        actions='[{"type": "AddTag", "tag": "Private banking"}, {"type": "CreateAction", '
        '"actionType": "ScheduleMeeting", "title": "Introduce the adviser"}]',
        execution_order=2,
    ),
)


async def define_workflows(platform: Platform, at: datetime) -> None:
    """Define the workflows. Those whose names exist already stay as they are."""
    async with platform.context(SYSTEM, via="banking", now=at) as ctx:
        known = (await automation.list_definitions(ctx, Page(limit=100))).items
        for new in _WORKFLOWS:
            if new.name not in {each.name for each in known}:
                await automation.create_definition(ctx, new)
