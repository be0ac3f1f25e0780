"""Addresses as SendGrid takes them: in ASCII, names apart."""

import pytest

from accord.core.communications import Accepted, FailureKind, Refused
from vendors import Vendors

from .counterparts import Counterpart


@pytest.mark.parametrize("counterpart", ["sendgrid"], indirect=True)
class TestAnAddress:
    async def test_with_a_domain_of_other_scripts_arrives(self, counterpart: Counterpart):
        answer = await counterpart.provider().send(counterpart.message(recipient="ann@bücher.example"))

        assert isinstance(answer, Accepted)
        assert [each["recipient"] for each in counterpart.taken()] == ["ann@xn--bcher-kva.example"]

    async def test_of_other_scripts_is_refused(self, counterpart: Counterpart):
        answer = await counterpart.provider().send(counterpart.message(recipient="用户@customer.example"))

        assert isinstance(answer, Refused)
        assert (answer.kind, answer.code) == (FailureKind.PERMANENT, "smtputf8")

    @pytest.mark.parametrize(
        ("written", "person"),
        [
            ("Grüße Desk <desk@example.com>", {"email": "desk@example.com", "name": "Grüße Desk"}),
            ("desk@bücher.example", {"email": "desk@xn--bcher-kva.example"}),
        ],
    )
    async def test_for_answers_is_told_apart_from_its_name(
        self, counterpart: Counterpart, vendors: Vendors, written, person
    ):
        await counterpart.provider().send(counterpart.message(headers={"Reply-To": written}))

        (taken,) = vendors.ledger.entries(kind="accepted")
        assert taken["sent"]["reply_to"] == person

    async def test_for_answers_that_is_none_is_refused(self, counterpart: Counterpart):
        answer = await counterpart.provider().send(counterpart.message(headers={"Reply-To": "nobody"}))

        assert isinstance(answer, Refused)
        assert (answer.kind, answer.code) == (FailureKind.INVALID_INPUT, "header")
