import pytest

from accord.kit.redaction import redacted


class TestRedacting:
    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("write to ann.b+c@mail.example.com.", "write to [email]"),
            ("call +254 (700) 000-001 now", "call [phone] now"),
            ("call 0700000001", "call [phone]"),
            ("card 4111-1111-1111-1111 and 5500000000000004", "card [card] and [card]"),
            ("card 4111 1111 1111 1112", "card [phone]"),
            ("IBAN DE89 3704 0044 0532 0130 00 please", "IBAN [account] please"),
            ("fr7630006000011234567890189", "[account]"),
            ("order 44871 of 14 May, 250 euros, 12 pieces", "order 44871 of 14 May, 250 euros, 12 pieces"),
            ("at 10:30 in room 12", "at 10:30 in room 12"),
        ],
        ids=range(9),
    )
    def test_takes_out_what_names_people_and_accounts(self, text, told):
        assert redacted(text) == told
