"""What became of messages, in figures and as files."""

import asyncio
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from msgspec import UNSET, UnsetType

from accord.core.analytics import delivery
from accord.core.analytics.delivery import DeliveryQuery, DeliveryReport, Figures, Grouping
from accord.core.context import Context
from accord.kit.http.answers import Answer, no_content, ok
from accord.kit.http.operations import Call, OpenReading, Routes
from accord.kit.http.wire import show_amount

from . import examples
from .contract import SHOWN_CHANNEL, Body, MessageChannel, Shown, ensure_order
from .services import Services

MEDIA = {"csv": "text/csv; charset=utf-8", "pdf": "application/pdf"}


class FileFormat(StrEnum):
    CSV = "csv"
    PDF = "pdf"


class PeriodQuery(Body):
    start_date: date | None = None
    end_date: date | None = None
    plan_id: UUID | None = None
    client_id: UUID | None = None


class AnalyticsQuery(PeriodQuery):
    group_by: Grouping = Grouping.DAY


class ExportQuery(PeriodQuery, kw_only=True):
    format: FileFormat


class PeriodShown(Shown):
    start_date: date
    end_date: date


class SummaryShown(Shown):
    total_sent: int
    total_delivered: int
    total_opened: int
    total_clicked: int
    total_failed: int
    delivery_rate: float
    open_rate: float
    click_through_rate: float
    avg_delivery_time_seconds: float


class MeasuresShown(Shown):
    total_sent: int
    delivered: int
    opened: int
    clicked: int
    failed: int
    delivery_rate: float
    open_rate: float
    click_through_rate: float


class ChannelShown(MeasuresShown):
    channel: MessageChannel


class DayShown(MeasuresShown):
    day: date


class WeekShown(MeasuresShown):
    week: date


class MonthShown(MeasuresShown):
    month: str


class TypeShown(Shown):
    message_type: str
    total_sent: int
    delivered: int
    opened: int
    clicked: int
    open_rate: float
    click_through_rate: float


class AnalyticsShown(Shown, omit_defaults=True):
    """`by_day`, `by_week` and `by_month` are there when they are asked for."""

    period: PeriodShown
    summary: SummaryShown
    by_channel: list[ChannelShown]
    by_message_type: list[TypeShown]
    by_day: list[DayShown] | UnsetType = UNSET
    by_week: list[WeekShown] | UnsetType = UNSET
    by_month: list[MonthShown] | UnsetType = UNSET


def show_report(report: DeliveryReport, grouping: Grouping) -> AnalyticsShown:
    """The figures, with those of days, weeks or months when they are asked for."""
    days = report.by_day
    weeks, months = delivery.by_week(days), delivery.by_month(days)
    return AnalyticsShown(
        period=PeriodShown(start_date=report.start_on, end_date=report.end_on),
        summary=_summary(report.summary),
        by_channel=[
            ChannelShown(channel=SHOWN_CHANNEL[channel], **_measures(figures))
            for channel, figures in report.by_channel.items()
        ],
        by_message_type=[_type(name, figures) for name, figures in report.by_message_type.items()],
        by_day=[DayShown(day=day, **_measures(f)) for day, f in days.items()]
        if grouping is Grouping.DAY
        else UNSET,
        by_week=[WeekShown(week=week, **_measures(f)) for week, f in weeks.items()]
        if grouping is Grouping.WEEK
        else UNSET,
        by_month=[MonthShown(month=month, **_measures(f)) for month, f in months.items()]
        if grouping is Grouping.MONTH
        else UNSET,
    )


def _summary(figures: Figures) -> SummaryShown:
    return SummaryShown(
        total_sent=figures.sent,
        total_delivered=figures.delivered,
        total_opened=figures.opened,
        total_clicked=figures.clicked,
        total_failed=figures.failed,
        delivery_rate=_rate(figures.delivered, figures.sent),
        open_rate=_rate(figures.opened, figures.delivered),
        click_through_rate=_rate(figures.clicked, figures.opened),
        avg_delivery_time_seconds=_number(delivery.average_seconds(figures)),
    )


def _measures(figures: Figures) -> dict[str, Any]:
    return {
        "total_sent": figures.sent,
        "delivered": figures.delivered,
        "opened": figures.opened,
        "clicked": figures.clicked,
        "failed": figures.failed,
        "delivery_rate": _rate(figures.delivered, figures.sent),
        "open_rate": _rate(figures.opened, figures.delivered),
        "click_through_rate": _rate(figures.clicked, figures.opened),
    }


def _type(name: str, figures: Figures) -> TypeShown:
    return TypeShown(
        message_type=name,
        total_sent=figures.sent,
        delivered=figures.delivered,
        opened=figures.opened,
        clicked=figures.clicked,
        open_rate=_rate(figures.opened, figures.delivered),
        click_through_rate=_rate(figures.clicked, figures.opened),
    )


def _rate(part: int, whole: int) -> float:
    return _number(delivery.rate(part, whole))


def _number(value: Decimal) -> float:
    return show_amount(value) or 0


def _query_of(query: PeriodQuery) -> DeliveryQuery:
    """What is asked for, in the core's words. Raises InvalidInput."""
    ensure_order(query.start_date, query.end_date)
    return DeliveryQuery(
        start_on=query.start_date,
        end_on=query.end_date,
        plan_id=query.plan_id,
        customer_id=query.client_id,
    )


def analytics_routes(services: Services | None) -> Routes:
    """The operations on figures."""
    routes = Routes("Analytics", limit="analytics", permission="crm:read", asks="crm:read:analytics")

    @routes.get(
        "/analytics",
        "Delivery analytics",
        query=AnalyticsQuery,
        answer=AnalyticsShown,
        answer_example=examples.ANALYTICS,
    )
    async def get_analytics(ctx: Context, call: Call[None, AnalyticsQuery]) -> Answer:
        """The figures of a period."""
        report = await delivery.report_delivery(ctx, _query_of(call.query))
        return ok(show_report(report, call.query.group_by))

    async def write(call: Call[Any, Any], _answer: Answer, _open: OpenReading) -> Answer:
        """The file, which takes a while and nobody's connection."""
        return await _file_of(call.outcome, call.query.format, services.house if services else "")

    @routes.get(
        "/analytics/export",
        "Analytics as CSV or PDF",
        query=ExportQuery,
        answer_media=("text/csv", "application/pdf"),
        finish=write,
        logged=True,
    )
    async def export_analytics(ctx: Context, call: Call[None, ExportQuery]) -> Answer:
        """The figures of a period as a file."""
        query = call.query
        call.outcome = await delivery.export_delivery(ctx, _query_of(query), form=query.format)
        return no_content()

    return routes


async def _file_of(report: DeliveryReport, kind: FileFormat, house: str) -> Answer:
    if kind is FileFormat.PDF:
        content = await asyncio.to_thread(delivery.pdf_of, report, house=house)
    else:
        content = delivery.csv_of(report)
    name = f"crm_analytics_{report.start_on}_{report.end_on}.{kind}"
    return (
        Answer(200, content)
        .header("content-type", MEDIA[kind])
        .header("content-disposition", f'attachment; filename="{name}"')
    )
