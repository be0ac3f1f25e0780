import pytest

from accord.core.communications.templates import MOST_BYTES, attachments_of, named_attachments

PDF = b"%PDF-1.7 content"


class FolderOfTest:
    """Files in memory."""

    def __init__(self, **files):
        self.files = {name.replace("_", "."): content for name, content in files.items()}

    async def read(self, name, *, most_bytes):
        content = self.files.get(name)
        return content if content is not None and len(content) <= most_bytes else None


class TestTheAttachmentsOfAContext:
    def test_are_named_once_in_order(self):
        listed = ["b.pdf", {"filename": "a.PNG"}, {"name": "c.jpeg"}, "b.pdf"]

        assert named_attachments({"attachments": listed}) == ["b.pdf", "a.PNG", "c.jpeg"]

    @pytest.mark.parametrize(
        "given",
        [
            *("run.exe", "../a.pdf", "a/b.pdf", "a\\b.pdf", ".pdf", ".a.pdf", "a.pdf\r\nX: y", "a.pdf.html"),
            *('a".pdf', "a;b.pdf", "", 7, None, {}, {"filename": 1}, ["a.pdf"], "x" * 121 + ".pdf"),
        ],
    )
    def test_are_plain_names_of_allowed_kinds(self, given):
        assert named_attachments({"attachments": [given]}) == []

    @pytest.mark.parametrize("given", [None, "a.pdf", {"a.pdf": 1}])
    def test_are_a_list(self, given):
        assert named_attachments({"attachments": given}) == []


class TestReadingAttachments:
    async def test_takes_what_is_there_and_is_what_it_is_called(self):
        folder = FolderOfTest(a_pdf=PDF, b_png=PDF)

        found = await attachments_of(["a.pdf", "b.png", "c.pdf"], folder)

        assert [(each.filename, each.media_type, each.content) for each in found] == [
            ("a.pdf", "application/pdf", PDF)
        ]

    async def test_takes_no_more_than_a_mail_may_carry(self):
        most = PDF + bytes(MOST_BYTES - len(PDF))
        folder = FolderOfTest(a_pdf=most, b_pdf=PDF, c_pdf=most + b"x")

        assert [each.filename for each in await attachments_of(["c.pdf", "a.pdf", "b.pdf"], folder)] == [
            "a.pdf"
        ]
