import pytest

from accord.adapters.storage import Folder


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "files").mkdir()
    (tmp_path / "files/a.pdf").write_bytes(b"%PDF-1")
    (tmp_path / "secret.pdf").write_bytes(b"%PDF-secret")
    (tmp_path / "files/link.pdf").symlink_to(tmp_path / "secret.pdf")
    (tmp_path / "files/inner.pdf").mkdir()
    return Folder(tmp_path / "files")


class TestAFolder:
    async def test_gives_its_files_by_name(self, folder):
        assert await folder.read("a.pdf", most_bytes=6) == b"%PDF-1"

    async def test_gives_none_that_is_too_large(self, folder):
        assert await folder.read("a.pdf", most_bytes=5) is None

    @pytest.mark.parametrize(
        "name", ["b.pdf", "../secret.pdf", "link.pdf", "inner.pdf", "/etc/passwd", "", "..", ".", "a\0.pdf"]
    )
    async def test_gives_nothing_else(self, folder, name):
        assert await folder.read(name, most_bytes=100) is None
