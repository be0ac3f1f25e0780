"""Nothing of a message breaks out of it: payloads through a real mail server, and through the vendors' interfaces."""

from pathlib import Path

import pytest

from accord.adapters.channels.email import Security, Server, SMTPProvider
from accord.core.communications import Accepted, Attachment, FailureKind, Refused
from accord.core.interactions import Channel
from vendors import Sink

from .counterparts import SENDER, Counterpart, message

BREAKS = {
    "crlf": "\r\n",
    "lf": "\n",
    "cr": "\r",
    "crlf-twice": "\r\n\r\n",
    "nul": "\x00",
    "vertical-tab": "\x0b",
    "form-feed": "\x0c",
    "file-separator": "\x1c",
    "next-line": "\x85",
    "line-separator": "\u2028",
    "paragraph-separator": "\u2029",
    "folded": "\r\n ",
    "encoded": "=?utf-8?q?=0D=0A?=",
    "percent": "%0d%0a",
    "escape": "\x1b[31m",
    "lone-surrogate": "\ud800",
    "wide-newline": "\u560a\u560d",
}
INJECTED = "Bcc: evil@attacker.example"
TEXTS = {
    "end-of-data": "hi\r\n.\r\nMAIL FROM:<evil@attacker.example>\r\nRCPT TO:<x@attacker.example>\r\nDATA\r\n",
    "bare-lf-end-of-data": "hi\n.\nMAIL FROM:<evil@attacker.example>\n",
    "smuggled": "hi\r.\r\nMAIL FROM:<evil@attacker.example>\r\n\n.\r\n",
    "dots": ".\n..\n...\n.\r\n",
    "boundary": "--===============123==\nContent-Type: text/html\n\n<b>x</b>\n--===============123==--",
    "nul": "a\x00b",
    "controls": "".join(map(chr, range(32))),
    "lone-surrogates": "\ud800\udfff",
    "long-line": "x" * 100_000,
    "from": "From here\nFrom there",
    "empty": "",
    "right-to-left": "\u202eevil\u202c",
}


@pytest.fixture
async def provider(sink_open: Sink):
    server = Server(host="localhost", port=sink_open.port, security=Security.NONE, seconds=5.0)
    found = SMTPProvider(server, sender=SENDER)
    yield found
    await found.close()


@pytest.fixture
async def sink_open(tmp_path: Path):
    sink = Sink(tmp_path)
    await sink.open()
    yield sink
    await sink.close()


def is_one_honest_mail(sink: Sink, recipient: str = "ann@customer.example") -> bool:
    """Whether the server holds one mail, for the recipient alone, without any header that was smuggled in."""
    (entry,) = sink.ledger.entries(kind="accepted")
    (mail,) = sink.mails()
    (raw,) = sink.raws()
    head = raw.partition(b"\r\n\r\n")[0]
    lines = [line for line in head.split(b"\r\n") if line[:1] not in {b" ", b"\t"}]
    names = {line.partition(b":")[0].lower() for line in lines}
    return (
        entry["recipients"] == [recipient]
        and "Bcc" not in mail
        and mail.defects == []
        and b"bcc" not in names
        and not any(byte in head for byte in (b"\x00", b"\x0b", b"\x0c", b"\x1c"))
        and b"\n" not in head.replace(b"\r\n", b"")
        and b"\r" not in head.replace(b"\r\n", b"")
        and [str(mail[each]) for each in ("From", "To")] == [SENDER, recipient]
    )


def mail(**given):
    return message(Channel.EMAIL, given.pop("recipient", "ann@customer.example"), **given)


class TestASubject:
    @pytest.mark.parametrize("name", BREAKS)
    async def test_stays_one_line(self, provider, sink_open, name):
        answer = await provider.send(mail(subject=f"Hi{BREAKS[name]}{INJECTED}"))

        assert isinstance(answer, Accepted)
        assert is_one_honest_mail(sink_open)

    async def test_that_looks_encoded_arrives_letter_for_letter(self, provider, sink_open):
        await provider.send(mail(subject="=?utf-8?q?=0D=0ABcc=3A_evil?= hi"))

        assert str(sink_open.mails()[0]["Subject"]) == "=?utf-8?q?=0D=0ABcc=3A_evil?= hi"

    async def test_of_any_length_is_cut(self, provider, sink_open):
        await provider.send(mail(subject="ü" * 100_000))

        assert is_one_honest_mail(sink_open)
        assert str(sink_open.mails()[0]["Subject"]) == "ü" * 500


class TestAHeader:
    @pytest.mark.parametrize("name", BREAKS)
    @pytest.mark.parametrize("header", ["List-Unsubscribe", "X-Campaign", "References", "Reply-To"])
    async def test_stays_one_line(self, provider, sink_open, name, header):
        answer = await provider.send(mail(headers={header: f"<https://x.example>{BREAKS[name]}{INJECTED}"}))

        assert isinstance(answer, Accepted)
        assert is_one_honest_mail(sink_open)

    @pytest.mark.parametrize(
        "name",
        [
            "Bcc", "To", "Cc", "From", "Subject", "Content-Type", "Message-ID", "DKIM-Signature", "Received",
            "X-A\r\nBcc", "X-A: b\nBcc", "", "X-Ü", "X A", "List-" + "x" * 100,
        ],
    )  # fmt: skip
    async def test_that_a_message_may_not_bring_is_refused(self, provider, sink_open, name):
        answer = await provider.send(mail(headers={name: "evil@attacker.example"}))

        assert isinstance(answer, Refused)
        assert (answer.kind, answer.code) == (FailureKind.INVALID_INPUT, "header")
        assert sink_open.mails() == []

    async def test_with_a_long_address_stays_whole(self, provider, sink_open):
        url = "https://crm.example.com/u/" + "t" * 700
        headers = {
            "List-Unsubscribe": f"<{url}>, <mailto:u@example.com>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }

        await provider.send(mail(headers=headers))

        raw = sink_open.raws()[0]
        assert f"List-Unsubscribe: <{url}>, <mailto:u@example.com>\r\n".encode() in raw
        assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw

    async def test_of_huge_size_is_refused(self, provider, sink_open):
        answers = [await provider.send(mail(headers={"X-A": each})) for each in ("x" * 5000, "x " * 5000)]

        assert [getattr(each, "code", None) for each in answers] == ["header", "header"]

    async def test_that_names_many_mails_is_folded(self, provider, sink_open):
        ids = " ".join(f"<{number}.abc@example.com>" for number in range(200))

        await provider.send(mail(headers={"References": ids, "In-Reply-To": "<199.abc@example.com>"}))

        assert str(sink_open.mails()[0]["References"]) == ids
        assert max(map(len, sink_open.raws()[0].split(b"\r\n"))) <= 998


class TestARecipient:
    @pytest.mark.parametrize("name", BREAKS)
    async def test_with_more_than_an_address_is_refused(self, provider, sink_open, name):
        answer = await provider.send(mail(recipient=f"ann@customer.example{BREAKS[name]}{INJECTED}"))

        assert isinstance(answer, Refused)
        assert (answer.kind, answer.code) == (FailureKind.INVALID_INPUT, "recipient")
        assert sink_open.mails() == []

    @pytest.mark.parametrize(
        "recipient",
        [
            "", "@", "ann", "ann@", "a@b@c.example", "ann@x.example,bob@x.example", "Ann <ann@x.example>",
            "<ann@x.example>", "ann@x.example>", "ann@x.example SIZE=1", "ann@x..example", "a" * 300 + "@x.example",
        ],
    )  # fmt: skip
    async def test_that_is_no_address_is_refused(self, provider, recipient):
        answer = await provider.send(mail(recipient=recipient))

        assert isinstance(answer, Refused)
        assert answer.kind is FailureKind.INVALID_INPUT


class TestAReference:
    @pytest.mark.parametrize("name", sorted(BREAKS.keys() - {"encoded", "percent"}))
    async def test_that_is_no_message_id_is_refused(self, provider, sink_open, name):
        answer = await provider.send(mail(reference=f"a{BREAKS[name]}b"))

        assert isinstance(answer, Refused)
        assert answer.code == "reference"
        assert sink_open.mails() == []

    async def test_names_the_mail_the_same_way_at_every_attempt(self, provider, sink_open):
        for _ in range(2):
            await provider.send(mail(reference="0192b0c4.email"))

        assert [str(each["Message-ID"]) for each in sink_open.mails()] == ["<0192b0c4.email@example.com>"] * 2


class TestAText:
    @pytest.mark.parametrize("name", TEXTS)
    async def test_stays_inside_of_its_mail(self, provider, sink_open, name):
        text = TEXTS[name]

        answer = await provider.send(mail(text=text, html=f"<p>{text}</p>"))

        assert isinstance(answer, Accepted)
        assert is_one_honest_mail(sink_open)
        (found,) = sink_open.mails()
        assert [part.get_content_type() for part in found.walk()] == [
            "multipart/alternative", "text/plain", "text/html",
        ]  # fmt: skip
        assert max(map(len, sink_open.raws()[0].split(b"\r\n"))) <= 998

    async def test_arrives_letter_for_letter(self, provider, sink_open):
        text = "Zażółć gęślą jaźń 🐸\n\n.\n..dots\n>From\ttab  \nend"

        await provider.send(mail(text=text))

        assert sink_open.mails()[0].get_content().replace("\r\n", "\n") == f"{text}\n"


class TestAnAttachment:
    @pytest.mark.parametrize("name", BREAKS)
    async def test_has_a_harmless_name(self, provider, sink_open, name):
        bad = Attachment(
            filename=f'../../etc/x{BREAKS[name]}"; {INJECTED}.pdf',
            media_type=f"text/html{BREAKS[name]}{INJECTED}",
            content=b"\r\n.\r\nMAIL",
        )

        await provider.send(mail(attachments=(bad,)))

        assert is_one_honest_mail(sink_open)
        (part,) = sink_open.mails()[0].iter_attachments()
        assert part.get_content_type() == "application/octet-stream"
        assert part.get_payload(decode=True) == b"\r\n.\r\nMAIL"
        assert "/" not in (part.get_filename() or "/")


@pytest.mark.parametrize("counterpart", ["twilio", "whatsapp", "sendgrid", "mailgun"], indirect=True)
class TestAPayloadForAVendor:
    @pytest.mark.parametrize("name", BREAKS)
    async def test_reaches_its_recipient_and_nobody_else(self, counterpart: Counterpart, name):
        payload = f"hi{BREAKS[name]}{INJECTED}&To=%2B15550001111&To=x"

        answer = await counterpart.provider().send(
            counterpart.message(text=payload, subject=payload, html=f"<p>{payload}</p>")
        )

        assert isinstance(answer, Accepted)
        (taken,) = counterpart.taken()
        assert taken["recipient"] == counterpart.recipient
        assert "\x00" not in taken["text"]


@pytest.mark.parametrize("counterpart", ["whatsapp"], indirect=True)
class TestANumber:
    @pytest.mark.parametrize(
        "recipient",
        ["+15005550006;ext=1", "+15005550006,+15005550007", "1500555\r\n0006", "call 15005550006", "", "+"],
    )
    async def test_that_is_none_is_not_made_one(self, counterpart: Counterpart, recipient):
        answer = await counterpart.provider().send(counterpart.message(recipient=recipient))

        assert isinstance(answer, Refused)
        assert (answer.kind, answer.code) == (FailureKind.INVALID_INPUT, "recipient")
        assert counterpart.taken() == []

    async def test_loses_its_decoration(self, counterpart: Counterpart):
        await counterpart.provider().send(counterpart.message(recipient="+1 (500) 555-0006"))

        assert [each["recipient"] for each in counterpart.taken()] == ["+15005550006"]
