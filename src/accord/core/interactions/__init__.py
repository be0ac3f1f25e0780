"""Interactions: what staff logged about contacts with customers; and the timeline, the log seen by customer.

Owns    interactions
Emits   InteractionLogged, InteractionUpdated, InteractionDeleted
Needs   customers, events

Whoever changes interactions holds the lock of their customer's row, and keeps the customer's last interaction
equal to its latest row in the same transaction. An interaction of a merged customer belongs to the survivor.
"""

from .events import InteractionDeleted, InteractionLogged, InteractionUpdated
from .jobs import verify_rollups
from .records import (
    Channel,
    Interaction,
    InteractionChanges,
    InteractionQuery,
    InteractionStats,
    InteractionStatsQuery,
    NewInteraction,
    TimelineActor,
    TimelineEntry,
    TimelineKey,
)
from .rollups import repair_last_interactions
from .service import (
    delete_interaction,
    get_interaction,
    list_interactions,
    list_interactions_of_customer,
    log_interaction,
    update_interaction,
)
from .statistics import count_interactions_by_channel, interaction_stats
from .store import owner_of
from .timeline import list_timeline

__all__ = [
    "Channel",
    "Interaction",
    "InteractionChanges",
    "InteractionDeleted",
    "InteractionLogged",
    "InteractionQuery",
    "InteractionStats",
    "InteractionStatsQuery",
    "InteractionUpdated",
    "NewInteraction",
    "TimelineActor",
    "TimelineEntry",
    "TimelineKey",
    "count_interactions_by_channel",
    "delete_interaction",
    "get_interaction",
    "interaction_stats",
    "list_interactions",
    "list_interactions_of_customer",
    "list_timeline",
    "log_interaction",
    "owner_of",
    "repair_last_interactions",
    "update_interaction",
    "verify_rollups",
]
