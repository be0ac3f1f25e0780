"""Every table of the product, for migrations and the checks that compare them."""

import accord.adapters.channels.outbox.tables
import accord.adapters.queue.tables
import accord.core.access.tables
import accord.core.analytics.dashboard.tables
import accord.core.automation.tables
import accord.core.cases.tables
import accord.core.communications.tables
import accord.core.customers.tables
import accord.core.customers.transfer.tables
import accord.core.events.tables
import accord.core.feedback.tables
import accord.core.interactions.tables
import accord.core.notifications.tables
import accord.core.recommendations.tables
import accord.core.segments.tables
import accord.core.sentiment.tables
import accord.core.sla.tables
import accord.kit.idempotency.tables
import accord.kit.limits.tables  # noqa: F401
from accord.kit.db import metadata

__all__ = ["metadata"]
