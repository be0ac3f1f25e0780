from uuid import UUID

import pytest

from accord.kit.http.limiting import id_in

TEXT = "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"


class TestTheIdInABody:
    @pytest.mark.parametrize(
        "body",
        [
            f'{{"id": "{TEXT}"}}',
            f'{{"id": " {TEXT.upper()} "}}',
            f'{{"other": [1e999], "id": "{TEXT}"}}',
            f'{{"id": "x", "id": "{TEXT}"}}',
            f'{{"id": "{TEXT}"}}'.replace("-", "\\u002d"),
        ],
    )
    def test_is_found_whatever_else_there_is(self, body):
        assert id_in(body.encode(), "id") == UUID(TEXT)

    @pytest.mark.parametrize(
        "body",
        [
            *(b"", b"{", b"[]", b"null", b"{}", b"\xff", b'{"id": null}', b'{"id": 5}', b'{"id": "5"}'),
            *(f'["{TEXT}"]'.encode(), f'{{"a": {{"id": "{TEXT}"}}}}'.encode()),
            *(f'{{"id": ["{TEXT}"]}}'.encode(), b'{"id": ' + b"[" * 100_000),
        ],
    )
    def test_is_none_where_there_is_none(self, body):
        assert id_in(body, "id") is None
