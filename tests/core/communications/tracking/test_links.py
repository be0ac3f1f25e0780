from datetime import UTC, datetime, timedelta

import pytest

from accord.core.communications.tracking import BadLink, LinkMaker, find_destination
from accord.kit.ids import new_id

LINKS = LinkMaker("https://crm.example/", "a secret")
NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


def token_of(address):
    return address.rsplit("/", 1)[1].removesuffix(".gif")


class TestALink:
    def test_stands_for_what_it_was_made_for(self):
        message, customer = new_id(), new_id()

        assert LINKS.read_pixel(token_of(LINKS.pixel(message))) == message
        recipient = LINKS.read_unsubscribe(token_of(LINKS.unsubscribe(message, customer)))
        assert (recipient.communication_id, recipient.customer_id) == (message, customer)
        assert LINKS.read_preferences(token_of(LINKS.preferences(customer, since=NOW)), now=NOW) == customer

    def test_begins_with_the_public_address(self):
        assert LINKS.pixel(new_id()).startswith("https://crm.example/t/o/")
        assert LINKS.unsubscribe(new_id(), new_id()).startswith("https://crm.example/u/")

    def test_of_one_kind_is_none_of_another(self):
        message, customer = new_id(), new_id()
        tokens = [
            token_of(LINKS.pixel(message)),
            token_of(LINKS.click(message, "https://example.com")),
            token_of(LINKS.unsubscribe(message, customer)),
            token_of(LINKS.preferences(customer, since=NOW)),
        ]
        readers = [
            LINKS.read_pixel,
            LINKS.read_click,
            LINKS.read_unsubscribe,
            lambda token: LINKS.read_preferences(token, now=NOW),
        ]

        for place, read in enumerate(readers):
            for other in (token for number, token in enumerate(tokens) if number != place):
                with pytest.raises(BadLink):
                    read(other)

    def test_to_preferences_holds_for_400_days(self):
        token = token_of(LINKS.preferences(new_id(), since=NOW))

        LINKS.read_preferences(token, now=NOW + timedelta(days=399))
        with pytest.raises(BadLink):
            LINKS.read_preferences(token, now=NOW + timedelta(days=401))


class TestAClicksLink:
    def test_leads_where_it_says(self):
        address = "https://plan.example/a?b=c&d=%20e#f"

        assert find_destination(LINKS, token_of(LINKS.click(new_id(), address))) == address

    @pytest.mark.parametrize(
        "address",
        [
            *(
                "javascript:alert(1)",
                "mailto:a@example.com",
                "#top",
                "/path",
                "https://\u4f8b.example/",
                "ftp://x",
            ),
            *("https://crm.example/u/abc", "https://example.com/" + "x" * 1000),
        ],
    )
    def test_is_made_for_the_web_alone(self, address):
        assert LINKS.click(new_id(), address) == address

    def test_cannot_be_turned_elsewhere(self):
        one = token_of(LINKS.click(new_id(), "https://example.com/aaaa"))

        for other in (one[:-4] + "AAAA", one + "AAAA", "B" + one[1:], one.swapcase()):
            with pytest.raises(BadLink):
                find_destination(LINKS, other)
