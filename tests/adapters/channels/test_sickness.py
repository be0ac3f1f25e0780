"""Whatever a provider's server does, a call ends soon and says what is known of the message."""

from time import monotonic

import pytest

from accord.core.communications import FailureKind, Refused
from vendors.certificates import serving
from vendors.sick import babbling, dripping, sick, silent, vanishing

from .counterparts import IMPATIENT, Counterpart, at

SLACK = 2.0
MANNERS = {"silent": silent, "dripping": dripping, "babbling": babbling, "vanishing": vanishing}


class TestASickProvider:
    @pytest.mark.parametrize("manner", MANNERS)
    async def test_is_given_up_in_time(self, counterpart: Counterpart, manner):
        # A mail server speaks first, so that nothing has been sent to one that does not.
        expected = FailureKind.TRANSIENT if counterpart.name == "smtp" else FailureKind.DOUBTFUL
        async with sick(MANNERS[manner]) as port:
            provider = counterpart.provider(**at(counterpart, port, "http"))
            begun = monotonic()

            answer = await provider.send(counterpart.message())

            assert monotonic() - begun < IMPATIENT + SLACK
            assert isinstance(answer, Refused)
            assert answer.kind is expected

    @pytest.mark.parametrize("manner", MANNERS)
    async def test_fails_its_check_in_time(self, counterpart: Counterpart, manner):
        async with sick(MANNERS[manner]) as port:
            provider = counterpart.provider(**at(counterpart, port, "http"))
            begun = monotonic()

            found = await provider.check()

            assert monotonic() - begun < IMPATIENT + SLACK
            assert found.works is False

    async def test_with_a_certificate_of_strangers_is_sent_nothing(self, counterpart: Counterpart):
        async with sick(silent, tls=serving()) as port:
            answer = await counterpart.provider(**at(counterpart, port, "https")).send(counterpart.message())

        assert isinstance(answer, Refused)
        assert answer.kind is FailureKind.TRANSIENT

    async def test_that_speaks_no_tls_is_sent_nothing(self, counterpart: Counterpart):
        async with sick(babbling) as port:
            answer = await counterpart.provider(**at(counterpart, port, "https")).send(counterpart.message())

        assert isinstance(answer, Refused)
        assert answer.kind is FailureKind.TRANSIENT


@pytest.mark.parametrize("counterpart", ["twilio", "whatsapp", "sendgrid", "mailgun"], indirect=True)
class TestAnAnswerThatIsNone:
    @pytest.mark.parametrize("step", ["garbage", "drip"])
    async def test_is_doubtful(self, counterpart: Counterpart, step):
        counterpart.script(step)

        answer = await counterpart.provider(seconds=IMPATIENT).send(counterpart.message())

        assert isinstance(answer, Refused)
        assert answer.kind is FailureKind.DOUBTFUL


@pytest.mark.parametrize("counterpart", ["twilio", "whatsapp", "mailgun"], indirect=True)
class TestASuccessThatNamesNoMessage:
    async def test_is_doubtful(self, counterpart: Counterpart):
        counterpart.script("unreadable")

        answer = await counterpart.provider(seconds=IMPATIENT).send(counterpart.message())

        assert isinstance(answer, Refused)
        assert answer.kind is FailureKind.DOUBTFUL
