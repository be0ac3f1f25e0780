import pytest

from tools.snapshots import PACKAGES, path_of, snapshot_of


class TestTheDocumentsOfDialects:
    @pytest.mark.parametrize("name", PACKAGES)
    def test_are_kept_as_they_are_served(self, name: str) -> None:
        assert path_of(name).read_bytes() == snapshot_of(name), (
            "run `make snapshots` and look at the difference"
        )
