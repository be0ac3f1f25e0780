"""Identifiers that sort by time, and texts that name one."""

import time
from uuid import UUID

import pytest

from accord.kit.ids import new_id, read_uuid

KNOWN = UUID("017f22e2-79b0-7cc3-98c4-dc0c0c07398f")


class TestANewId:
    def test_is_of_version_7(self):
        made = [new_id() for _ in range(200)]

        assert {(each.version, each.variant) for each in made} == {(7, "specified in RFC 4122")}

    def test_tells_when_it_was_made(self):
        before = time.time_ns() // 1_000_000
        millis = new_id().int >> 80
        after = time.time_ns() // 1_000_000

        assert before <= millis <= after

    def test_is_like_no_other(self):
        assert len({new_id() for _ in range(10_000)}) == 10_000

    def test_sorts_after_those_of_earlier_milliseconds(self):
        first = new_id()
        time.sleep(0.002)

        assert first < new_id()


class TestReadingAnId:
    @pytest.mark.parametrize("text", [str(KNOWN), str(KNOWN).upper(), "017F22e2-79b0-7CC3-98c4-dc0c0c07398f"])
    def test_takes_either_case(self, text):
        assert read_uuid(text) == KNOWN

    @pytest.mark.parametrize(
        "text",
        ["00000000-0000-0000-0000-000000000000", "6ba7b810-9dad-11d1-80b4-00c04fd430c8", str(KNOWN)],
    )
    def test_takes_any_version(self, text):
        assert str(read_uuid(text)) == text

    @pytest.mark.parametrize(
        "text",
        [
            *("", "1", "null", KNOWN.hex, f"{{{KNOWN}}}", f"urn:uuid:{KNOWN}", f" {KNOWN}", f"{KNOWN}\n"),
            *(str(KNOWN)[:-1], f"{KNOWN}0", str(KNOWN).replace("f", "g"), str(KNOWN).replace("-", "_")),
            str(KNOWN).replace("0", "\u0660"),
        ],
    )
    def test_takes_nothing_but_the_canonical_form(self, text):
        assert read_uuid(text) is None
