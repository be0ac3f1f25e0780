"""What the core expects of a provider, asked of every one of them with its stand-in."""

import asyncio
from contextlib import nullcontext
from time import monotonic

import pytest

from accord.core.communications import Accepted, CannotTell, FailureKind, Refused

from .counterparts import IMPATIENT, Counterpart, ago

SLACK = 2.0


class TestSending:
    async def test_is_accepted_once(self, counterpart: Counterpart):
        answer = await counterpart.provider().send(counterpart.message())

        (taken,) = counterpart.taken()
        assert answer == Accepted(provider=counterpart.name, provider_id=taken["id"])
        assert taken["recipient"] == counterpart.recipient

    async def test_tells_refusals_apart(self, counterpart: Counterpart):
        provider, found = counterpart.provider(), {}

        for step in counterpart.refusals:
            counterpart.script(step)
            answer = await provider.send(counterpart.message())
            found[step] = (answer.kind, answer.code) if isinstance(answer, Refused) else answer

        assert found == counterpart.refusals

    async def test_leaves_nothing_with_those_who_refuse(self, counterpart: Counterpart):
        provider = counterpart.provider()

        for step in counterpart.refusals.keys() - {"garbage"}:
            counterpart.script(step)
            await provider.send(counterpart.message())

        assert counterpart.taken() == []

    async def test_succeeds_after_failing_twice(self, counterpart: Counterpart):
        counterpart.script(counterpart.failing, counterpart.failing)
        provider = counterpart.provider()

        answers = [await provider.send(counterpart.message()) for _ in range(3)]

        assert [getattr(each, "kind", None) for each in answers] == [*["transient"] * 2, None]
        assert len(counterpart.taken()) == 1

    async def test_passes_on_how_long_to_wait(self, counterpart: Counterpart):
        counterpart.script("429:7" if counterpart.tells_retry else "421")

        answer = await counterpart.provider().send(counterpart.message())

        assert isinstance(answer, Refused)
        expected = 7.0 if counterpart.tells_retry else None
        assert (answer.kind, answer.retry_after_seconds) == (FailureKind.RATE_LIMIT, expected)

    async def test_gives_different_messages_different_ids(self, counterpart: Counterpart):
        provider = counterpart.provider()

        answers = [await provider.send(counterpart.message(reference=f"r{each}")) for each in range(3)]

        assert len({each.provider_id for each in answers if isinstance(each, Accepted)}) == 3

    async def test_serves_many_at_once(self, counterpart: Counterpart):
        provider = counterpart.provider()

        many = (provider.send(counterpart.message(reference=f"r{each}")) for each in range(40))
        answers = await asyncio.gather(*many)

        assert [type(each) for each in answers] == [Accepted] * 40
        assert len(counterpart.taken()) == 40

    async def test_goes_on_after_a_close(self, counterpart: Counterpart):
        provider = counterpart.provider()
        await provider.send(counterpart.message())

        await provider.close()

        assert isinstance(await provider.send(counterpart.message()), Accepted)


@pytest.mark.parametrize("counterpart", ["twilio"], indirect=True)
class TestARecipientWhoLeft:
    @pytest.mark.parametrize(("code", "expected"), [("21610", True), ("21614", False)])
    async def test_is_told_from_other_refusals(self, counterpart: Counterpart, code, expected):
        counterpart.script(f"error:{code}")

        answer = await counterpart.provider().send(counterpart.message())

        assert isinstance(answer, Refused)
        assert (answer.kind, answer.is_unsubscribed) == (FailureKind.PERMANENT, expected)


@pytest.mark.parametrize("counterpart", ["whatsapp"], indirect=True)
class TestAPaceThatIsTooFastForOnePerson:
    @pytest.mark.parametrize(("code", "expected"), [("131056", True), ("130429", False)])
    async def test_is_not_too_fast_for_others(self, counterpart: Counterpart, code, expected):
        counterpart.script(f"error:{code}")

        answer = await counterpart.provider().send(counterpart.message())

        assert isinstance(answer, Refused)
        assert (answer.kind, answer.is_about_recipient) == (FailureKind.RATE_LIMIT, expected)


class TestALostAnswer:
    @pytest.mark.parametrize("step", ["drop", "lose", "hang"])
    async def test_is_doubtful(self, counterpart: Counterpart, step):
        counterpart.script(step)
        begun = monotonic()

        answer = await counterpart.provider(seconds=IMPATIENT).send(counterpart.message())

        assert isinstance(answer, Refused)
        assert answer.kind is FailureKind.DOUBTFUL
        assert monotonic() - begun < IMPATIENT + SLACK

    @pytest.mark.parametrize("step", ["drop", "hang"])
    async def test_of_a_message_that_was_taken_is_found_by_those_who_can(self, counterpart, step):
        counterpart.script(step)
        await counterpart.provider(seconds=IMPATIENT).send(counterpart.message())
        provider = counterpart.provider()

        found = await provider.find(counterpart.message(), since=ago(5))

        (taken,) = counterpart.taken()
        expected = Accepted(provider=counterpart.name, provider_id=taken["id"])
        assert found == (expected if counterpart.finds else None)

    async def test_of_a_message_that_was_lost_is_not_found(self, counterpart: Counterpart):
        counterpart.script("lose")
        provider = counterpart.provider()
        await provider.send(counterpart.message())

        assert await provider.find(counterpart.message(), since=ago(5)) is None

    async def test_stays_in_doubt_while_a_provider_is_away_that_knows(self, counterpart, vendors, sink):
        provider = counterpart.provider()
        await vendors.close()
        await sink.close()

        with pytest.raises(CannotTell) if counterpart.finds else nullcontext():
            assert await provider.find(counterpart.message(), since=ago(5)) is None


class TestNobodyThere:
    async def test_is_transient(self, counterpart: Counterpart, vendors, sink):
        provider = counterpart.provider()
        await vendors.close()
        await sink.close()

        answer = await provider.send(counterpart.message())

        assert isinstance(answer, Refused)
        assert answer.kind is FailureKind.TRANSIENT


class TestChecking:
    async def test_works_and_sends_nothing(self, counterpart: Counterpart):
        found = await counterpart.provider().check()

        assert (found.provider, found.works) == (counterpart.name, True)
        assert counterpart.taken() == []

    async def test_fails_with_a_wrong_key_and_does_not_show_it(self, counterpart: Counterpart):
        found = await counterpart.provider(**counterpart.wrong_key).check()

        assert found.works is False
        assert found.detail != ""
        assert not any(str(key) == found.detail for key in counterpart.wrong_key.values())

    async def test_fails_when_nobody_is_there(self, counterpart: Counterpart, vendors, sink):
        provider = counterpart.provider()
        await vendors.close()
        await sink.close()

        assert (await provider.check()).works is False


class TestAWrongKey:
    async def test_is_an_auth_failure(self, counterpart: Counterpart):
        answer = await counterpart.provider(**counterpart.wrong_key).send(counterpart.message())

        assert isinstance(answer, Refused)
        assert answer.kind is FailureKind.AUTH_FAILURE
        assert counterpart.taken() == []

    @pytest.mark.parametrize("odd", ["sesame\r\nX-Evil: 1", "sesame\x00", "sésame", "sesame\n"])
    async def test_that_cannot_be_sent_shows_itself_nowhere(self, counterpart: Counterpart, odd):
        provider = counterpart.provider(**dict.fromkeys(counterpart.wrong_key, odd))

        answer, checked = await provider.send(counterpart.message()), await provider.check()

        assert isinstance(answer, Refused)
        assert checked.works is False
        assert "same" not in f"{answer} {checked}"
