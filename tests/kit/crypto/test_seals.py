from base64 import urlsafe_b64encode

import pytest

from accord.kit.crypto import BadSeal, Seals

SEALS = Seals("a secret", "clicks")


class TestASeal:
    @pytest.mark.parametrize("data", [b"", b"x", b"\x00" * 32, b"https://example.com/" * 20])
    def test_gives_back_what_was_sealed(self, data):
        assert SEALS.open(SEALS.seal(data)) == data

    def test_is_the_same_each_time_and_safe_in_an_address(self):
        assert SEALS.seal(b"\xff\xfe?") == SEALS.seal(b"\xff\xfe?")
        assert SEALS.seal(b"\xff\xfe?").replace("-", "").replace("_", "").isalnum()

    def test_refuses_every_changed_character(self):
        sealed = SEALS.seal(b"0123456789")

        for place in range(len(sealed)):
            other = "A" if sealed[place] != "A" else "B"
            with pytest.raises(BadSeal):
                SEALS.open(sealed[:place] + other + sealed[place + 1 :])

    @pytest.mark.parametrize("other", [Seals("a secret", "opens"), Seals("another secret", "clicks")])
    def test_is_worth_nothing_elsewhere(self, other):
        with pytest.raises(BadSeal):
            other.open(SEALS.seal(b"data"))

    @pytest.mark.parametrize(
        "text",
        [
            *("", "A", "AAAA", "=", "\xe9", "%00", "A" * 5000, "a b", "../..", SEALS.seal(b"x") + "="),
            SEALS.seal(b"x") + "\n",
            urlsafe_b64encode(b"x" * 40).decode(),
        ],
    )
    def test_is_not_any_other_text(self, text):
        with pytest.raises(BadSeal):
            SEALS.open(text)
