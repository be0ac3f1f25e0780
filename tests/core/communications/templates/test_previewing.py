import pytest

from accord.core.communications.templates import Letter, Letterhead, preview_message
from accord.core.context import Actor, ActorKind
from accord.core.errors import Forbidden
from accord.core.interactions import Channel
from accord.kit.ids import new_id

LETTER = Letter(message_type="welcome", channel=Channel.EMAIL, context={"client_name": "Priya Sharma"})


class TestPreviewingAMessage:
    async def test_shows_it_without_links(self, ctx):
        shown = await preview_message(ctx, LETTER, Letterhead(name="Planiva"))

        assert shown.subject == "Welcome to Planiva!"
        assert "href=" not in shown.html

    @pytest.mark.parametrize("kind", [ActorKind.MACHINE, ActorKind.CUSTOMER])
    async def test_takes_staff_who_may_read_messages(self, ctx, kind):
        ctx.actor = Actor(
            kind=kind,
            id=str(new_id()),
            name="Somebody",
            permissions=frozenset() if kind is ActorKind.MACHINE else ctx.actor.permissions,
        )

        with pytest.raises(Forbidden):
            await preview_message(ctx, LETTER, Letterhead())
