"""What clients wish, as a planning business knows it."""

from typing import Annotated, Any
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from accord.core import communications
from accord.core.communications import PreferenceChanges, Preferences
from accord.core.context import Context
from accord.core.errors import NotFound
from accord.core.interactions import Channel
from accord.kit.http.answers import Answer, ok
from accord.kit.http.operations import Call, Routes
from accord.kit.http.wire import show_time_or_none

from . import examples
from .contract import (
    DEFAULT_LANGUAGE,
    WRITTEN_CHANNEL,
    Body,
    MessageChannel,
    Shown,
    TimeOfDay,
    TimeZoneName,
    read_time,
)
from .errors import NoPreferences

routes = Routes("Preferences")


class PreferencesBody(Body):
    """Absent keeps, null resets to the default."""

    client_id: UUID
    preferred_channels: list[MessageChannel] | UnsetType | None = UNSET
    timezone: TimeZoneName | UnsetType | None = UNSET
    quiet_hours_start: TimeOfDay | UnsetType | None = UNSET
    quiet_hours_end: TimeOfDay | UnsetType | None = UNSET
    opt_out_email: bool | UnsetType | None = UNSET
    opt_out_sms: bool | UnsetType | None = UNSET
    opt_out_whatsapp: bool | UnsetType | None = UNSET
    language_preference: Annotated[str, Meta(max_length=50)] | UnsetType | None = UNSET


class WrittenPreferencesShown(Shown):
    client_id: UUID
    preferred_channels: list[MessageChannel]
    timezone: str
    quiet_hours_start: str
    quiet_hours_end: str
    opt_out_email: bool
    opt_out_sms: bool
    opt_out_whatsapp: bool
    language_preference: str
    available_channels: list[MessageChannel]
    updated_at: str | None


class PreferencesShown(WrittenPreferencesShown):
    created_at: str | None


def show_preferences(wishes: Preferences) -> PreferencesShown:
    """A client's wishes; a channel that the document does not know is left out."""
    return PreferencesShown(**_shown(wishes), created_at=show_time_or_none(wishes.created_at))


def show_written(wishes: Preferences) -> WrittenPreferencesShown:
    """The same, as writing them answers."""
    return WrittenPreferencesShown(**_shown(wishes))


def _shown(wishes: Preferences) -> dict[str, Any]:
    return {
        "client_id": wishes.customer_id,
        "preferred_channels": _channels(wishes.shown_channels),
        "timezone": wishes.timezone,
        "quiet_hours_start": f"{wishes.quiet_start:%H:%M}",
        "quiet_hours_end": f"{wishes.quiet_end:%H:%M}",
        "opt_out_email": wishes.is_opted_out(Channel.EMAIL),
        "opt_out_sms": wishes.is_opted_out(Channel.SMS),
        "opt_out_whatsapp": wishes.is_opted_out(Channel.WHATSAPP),
        "language_preference": wishes.language or DEFAULT_LANGUAGE,
        "available_channels": _channels(wishes.available_channels),
        "updated_at": show_time_or_none(wishes.updated_at),
    }


def _channels(channels: list[Channel]) -> list[MessageChannel]:
    known = {channel: word for word, channel in WRITTEN_CHANNEL.items()}
    return [known[channel] for channel in channels if channel in known]


def changes_of(body: PreferencesBody) -> PreferenceChanges:
    """What a body asks for, in the core's words."""
    channels, start, end = body.preferred_channels, body.quiet_hours_start, body.quiet_hours_end
    return PreferenceChanges(
        preferred_channels=[WRITTEN_CHANNEL[each] for each in channels]
        if isinstance(channels, list)
        else channels,
        timezone=body.timezone,
        quiet_start=read_time(start) if isinstance(start, str) else start,
        quiet_end=read_time(end) if isinstance(end, str) else end,
        opt_out_email=body.opt_out_email,
        opt_out_sms=body.opt_out_sms,
        opt_out_whatsapp=body.opt_out_whatsapp,
        language=None if body.language_preference == "" else body.language_preference,
    )


@routes.get(
    "/preferences/{client_id}",
    "Preferences of a client, or the defaults",
    permission="crm:read",
    asks="crm:read:preferences",
    answer=PreferencesShown,
    answer_example=examples.PREFERENCES,
)
async def get_preferences(ctx: Context, call: Call[None, None]) -> Answer:
    """How a client wishes to be reached; what a client would begin with, where there is none."""
    client_id = call.path["client_id"]
    try:
        wishes = await communications.get_preferences(ctx, client_id)
    except NotFound as missing:
        raise NoPreferences(client_id, examples.DEFAULTS | {"client_id": str(client_id)}) from missing
    return ok(show_preferences(wishes))


@routes.post(
    "/preferences",
    "Create or merge preferences",
    permission="crm:write",
    asks="crm:update:preferences",
    limit="preferences",
    body=PreferencesBody,
    answer=WrittenPreferencesShown,
    body_example=examples.PREFERENCE_CHANGES,
    answer_example=examples.WRITTEN_PREFERENCES,
    errors=(404,),
)
async def update_preferences(ctx: Context, call: Call[PreferencesBody, None]) -> Answer:
    """Write some of a client's wishes; an opt-out ends what waits for that channel."""
    wishes = await communications.update_preferences(ctx, call.body.client_id, changes_of(call.body))
    return ok(show_written(wishes))


@routes.delete(
    "/preferences/{client_id}",
    "Reset preferences to the defaults",
    permission="crm:write",
    asks="crm:delete:preferences",
    limit="preferences",
    answer=PreferencesShown,
    answer_example=examples.RESET_PREFERENCES,
    documented=False,
)
async def reset_preferences(ctx: Context, call: Call[None, None]) -> Answer:
    """Forget a client's wishes, opt-outs included."""
    return ok(show_preferences(await communications.reset_preferences(ctx, call.path["client_id"])))
