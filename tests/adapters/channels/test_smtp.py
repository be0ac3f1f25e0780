"""E-mail through a real SMTP server: protection, connections that are used again, signatures, addresses, sizes."""

import asyncio
import base64
from collections.abc import Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from accord.adapters.channels.email import Security, Server, Signer, SMTPProvider
from accord.core.communications import Accepted, Attachment, FailureKind, Refused
from accord.core.interactions import Channel
from vendors import ACCOUNTS, Sink
from vendors.certificates import authority_file, serving

from .counterparts import SENDER, message

PEM = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def mail(recipient: str = "ann@customer.example", **given):
    return message(Channel.EMAIL, recipient, **given)


@asynccontextmanager
async def to(sink: Sink, *, connections: int = 4, options: Mapping[str, Any] | None = None, **server):
    """A provider for a sink, with other options than the usual ones if wanted."""
    await sink.open()
    found = Server(
        **{"host": "localhost", "port": sink.port, "security": Security.NONE, "seconds": 5.0, **server}
    )
    provider = SMTPProvider(found, connections=connections, **{"sender": SENDER, **(options or {})})
    yield provider
    await provider.close()
    await sink.close()


class TestAProtectedConnection:
    @pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
    async def test_carries_mail(self, tmp_path: Path, security):
        sink = Sink(tmp_path, accounts=ACCOUNTS, tls=serving(), implicit=security is Security.TLS)
        login = {"username": ACCOUNTS.smtp_user, "password": ACCOUNTS.smtp_password}

        async with to(sink, security=security, ca_file=authority_file(tmp_path), **login) as provider:
            answer = await provider.send(mail())

        assert isinstance(answer, Accepted)
        assert len(sink.mails()) == 1

    @pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
    async def test_is_refused_to_a_certificate_of_strangers(self, tmp_path: Path, security):
        sink = Sink(tmp_path, tls=serving(), implicit=security is Security.TLS)

        async with to(sink, security=security) as provider:
            answer = await provider.send(mail())

        assert isinstance(answer, Refused)
        assert answer.kind is FailureKind.TRANSIENT
        assert sink.mails() == []

    async def test_is_demanded_of_a_server_that_offers_none(self, tmp_path: Path):
        sink = Sink(tmp_path)

        async with to(sink, security=Security.STARTTLS) as provider:
            answer = await provider.send(mail())

        assert isinstance(answer, Refused)
        assert answer.kind is FailureKind.AUTH_FAILURE
        assert sink.mails() == []


class TestConnections:
    async def test_are_used_again(self, tmp_path: Path):
        async with to(sink := Sink(tmp_path)) as provider:
            for _ in range(5):
                await provider.send(mail())

            assert sink.connections == 1

    async def test_are_used_again_after_a_refusal(self, tmp_path: Path):
        async with to(sink := Sink(tmp_path)) as provider:
            sink.scripts.set("ann@customer.example", ["550", "data:554"])
            answers = [await provider.send(mail()) for _ in range(3)]

            assert [type(each) for each in answers] == [Refused, Refused, Accepted]
            assert sink.connections == 1

    async def test_are_replaced_when_the_server_hung_up(self, tmp_path: Path):
        async with to(sink := Sink(tmp_path)) as provider:
            await provider.send(mail())
            sink.hang_up()

            assert isinstance(await provider.send(mail()), Accepted)
            assert sink.connections == 2

    async def test_are_never_more_than_allowed(self, tmp_path: Path):
        async with to(sink := Sink(tmp_path), connections=2) as provider:
            await asyncio.gather(*(provider.send(mail(reference=f"r{each}")) for each in range(20)))

            assert sink.connections <= 2
        assert len(sink.mails()) == 20


class TestARefusal:
    @pytest.mark.parametrize(
        ("reply", "gone"),
        [
            ("550 5.1.1", True),
            ("550 5.1.10", True),
            ("550", False),
            ("550 5.7.1", False),
            ("450 4.1.1", False),
        ],
    )
    async def test_says_whether_the_address_is_gone(self, tmp_path: Path, reply: str, gone: bool):
        async with to(sink := Sink(tmp_path)) as provider:
            sink.scripts.set("ann@customer.example", [reply])

            refused = await provider.send(mail())

        assert isinstance(refused, Refused)
        assert refused.is_address_gone is gone


class TestAddresses:
    async def test_of_other_scripts_arrive(self, tmp_path: Path):
        async with to(sink := Sink(tmp_path)) as provider:
            answer = await provider.send(mail("用户@例子.广告", subject="你好"))

        assert isinstance(answer, Accepted)
        (entry,) = sink.ledger.entries(kind="accepted")
        assert entry["recipient"] == "用户@xn--fsqu00a.xn--4rr70v"
        assert "SMTPUTF8" in entry["options"]
        assert str(sink.mails()[0]["Subject"]) == "你好"

    async def test_of_other_scripts_are_refused_where_the_server_does_not_know_them(self, tmp_path: Path):
        async with to(Sink(tmp_path, speaks_utf8=False)) as provider:
            answer = await provider.send(mail("用户@customer.example"))

        assert isinstance(answer, Refused)
        assert (answer.kind, answer.code) == (FailureKind.PERMANENT, "smtputf8")

    async def test_with_a_domain_of_other_scripts_need_nothing_special(self, tmp_path: Path):
        async with to(sink := Sink(tmp_path, speaks_utf8=False)) as provider:
            answer = await provider.send(mail("ann@bücher.example"))

        assert isinstance(answer, Accepted)
        assert sink.ledger.entries(kind="accepted")[0]["recipient"] == "ann@xn--bcher-kva.example"


class TestOurOwnAddresses:
    @pytest.mark.parametrize(
        ("reply_to", "name", "address"),
        [
            ("Grüße Desk <desk@example.com>", "Grüße Desk", "desk@example.com"),
            ("desk@bücher.example", "", "desk@xn--bcher-kva.example"),
            ('"Desk; Ltd" <desk@example.com>', "Desk; Ltd", "desk@example.com"),
        ],
    )
    @pytest.mark.parametrize("is_messages_own", [True, False])
    async def test_can_be_answered(self, tmp_path: Path, reply_to, name, address, is_messages_own):
        options = {} if is_messages_own else {"reply_to": reply_to}
        headers = {"Reply-To": reply_to} if is_messages_own else {}

        async with to(sink := Sink(tmp_path, speaks_utf8=False), options=options) as provider:
            await provider.send(mail(headers=headers))

        (found,) = sink.mails()[0]["Reply-To"].addresses
        assert (found.display_name, found.addr_spec) == (name, address)

    @pytest.mark.parametrize(
        ("return_path", "address"),
        [
            ("Bounces <b@example.com>", "b@example.com"),
            ("b@bücher.example", "b@xn--bcher-kva.example"),
        ],
    )
    async def test_take_bounces(self, tmp_path: Path, return_path, address):
        async with to(sink := Sink(tmp_path), options={"return_path": return_path}) as provider:
            await provider.send(mail())

        assert [each["sender"] for each in sink.ledger.entries(kind="accepted")] == [address]


class TestSizes:
    async def test_of_attachments_end_at_10_mb(self, tmp_path: Path):
        async with to(sink := Sink(tmp_path), seconds=20.0) as provider:
            whole = Attachment(
                filename="a.pdf", media_type="application/pdf", content=b"\xff" * 10 * 1024 * 1024
            )
            more = Attachment(filename="b.pdf", media_type="application/pdf", content=b"\xff")
            answers = [await provider.send(mail(attachments=each)) for each in ((whole,), (whole, more))]

        assert [type(each) for each in answers] == [Accepted, Refused]
        assert (answers[1].kind, answers[1].code) == (FailureKind.INVALID_INPUT, "attachments")
        (part,) = sink.mails()[0].iter_attachments()
        assert (part.get_filename(), part.get_content()) == ("a.pdf", whole.content)

    async def test_are_told_to_the_server_which_may_refuse(self, tmp_path: Path):
        async with to(Sink(tmp_path, largest=2000)) as provider:
            answer = await provider.send(mail(text="long " * 1000))

        assert isinstance(answer, Refused)
        assert (answer.kind, answer.code) == (FailureKind.INVALID_INPUT, "552")


class TestASignature:
    async def test_with_rsa_is_believed_by_another_implementation(self, tmp_path: Path):
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        published = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        signer = Signer(domain="example.com", selector="s1", key=key.private_bytes(*PEM))
        headers = {
            "List-Unsubscribe": f"<https://example.com/u/{'x' * 300}>",
            "X-Odd": "  two   blanks \t tab ",
        }

        async with to(sink := Sink(tmp_path), options={"signer": signer}) as provider:
            await provider.send(mail(html="<p>Hi  there\n\n\n</p>", subject="Grüße " * 20, headers=headers))

        raw = sink.raws()[0]
        assert dkim.verify(raw, dnsfunc=_published(published))
        assert not dkim.verify(raw.replace(b"ann@", b"bob@"), dnsfunc=_published(published))

    def test_is_made_with_keys_that_dkim_knows_only(self):
        key = generate_private_key(SECP256R1()).private_bytes(*PEM)

        with pytest.raises(ValueError, match="RSA or an Ed25519"):
            Signer(domain="example.com", selector="s1", key=key)


def _published(key: bytes):
    record = b"v=DKIM1; k=rsa; p=" + base64.b64encode(key)
    return lambda name, timeout=5: record if name == b"s1._domainkey.example.com." else None
