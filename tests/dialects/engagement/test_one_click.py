"""A mail program unsubscribes its owner with one request, from the headers of mails that came by SMTP (RFC 8058)."""

import asyncio
import re

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from accord.app import delivery
from accord.app.settings import AuthSettings, EngagementSettings, Secret, ServerSettings, Settings
from accord.app.settings.channel_sections import SMTPSettings
from accord.app.settings.values import SMTPSecurity
from accord.core import communications
from accord.core.communications import NewCommunication, Purpose
from accord.core.context import SYSTEM
from accord.core.interactions import Channel
from dialects.conftest import SECRET
from make import Factory
from make.depth import TRIED, depth

PUBLIC = "https://crm.example"
RECIPIENTS = depth(20, 10_000)
PATIENCE_SECONDS = depth(30, 600)
WAITING = "SELECT count(*) FROM communications WHERE status <> 'sent'"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}
KEY = generate_private_key(65537, 2048)


@pytest.fixture
def settings(sink, tmp_path):
    (file := tmp_path / "dkim.pem").write_bytes(
        KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    return Settings(
        auth=AuthSettings(secret=Secret(SECRET)),
        server=ServerSettings(worker=False),
        engagement=EngagementSettings(public_url=PUBLIC),
        smtp=SMTPSettings(
            host="127.0.0.1",
            port=sink.port,
            security=SMTPSecurity.NONE,
            sender="Desk <desk@example.com>",
            dkim_domain="example.com",
            dkim_selector="s1",
            dkim_key=file,
        ),
    )


@pytest.fixture
async def campaign(platform, database, sink):
    """Mails to all recipients, through the worker and SMTP; their customers by address."""
    async with database.transaction() as db:
        factory = Factory(db)
        customers = [await factory.customer() for _ in range(RECIPIENTS)]
    async with platform.context(SYSTEM, via="test") as ctx:
        for customer in customers:
            await communications.send(ctx, platform.outreach, offer(customer))
    worker = delivery.worker_of(platform)
    task = asyncio.create_task(worker.run())
    async with asyncio.timeout(PATIENCE_SECONDS):
        while await database.pool.fetchval(WAITING):  # noqa: ASYNC110  another program takes them
            await asyncio.sleep(0.05)
    worker.stop()
    await task
    yield {customer.email: customer for customer in customers}
    for provider in platform.providers.values():
        await provider.close()


def offer(customer):
    return NewCommunication(
        customer_id=customer.id,
        message_type="vendor_options",
        origin="campaign",
        purpose=Purpose.PROMOTIONAL,
        only_channel=Channel.EMAIL,
        ignores_timing=True,
    )


@pytest.fixture
def machine(open_client):
    """A mail program: it has no token and no cookies, and follows nothing."""
    return open_client("")


@pytest.fixture
async def opted_out(database):
    async def read():
        return {row[0] for row in await database.pool.fetch("SELECT customer_id FROM opt_outs")}

    return read


def way_out(mail):
    """The path of the only address in the header, which is one of ours."""
    link = re.fullmatch(r"<https://crm\.example(/\S+)>", mail["List-Unsubscribe"])
    return link[1]


class TestOneClick:
    async def test_is_offered_by_every_mail_and_signed(self, campaign, sink):
        key = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        record = b"v=DKIM1; k=rsa; p=" + b"".join(key.splitlines()[1:-1])

        mails = sink.mails()
        assert sorted(mail["To"] for mail in mails) == sorted(campaign)
        for mail, raw in zip(mails, sink.raws(), strict=True):
            assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
            signed = re.search(r"\bh=([^;]+);", mail["DKIM-Signature"])[1].lower()
            assert {"list-unsubscribe", "list-unsubscribe-post"} <= set(re.split(r"[\s:]+", signed))
            assert dkim.verify(raw, dnsfunc=lambda *_args, **_kwargs: record)
        TRIED["mails"] += len(mails)

    async def test_is_not_done_by_looking(self, campaign, sink, machine, opted_out):
        for mail in sink.mails():
            for method in ("GET", "HEAD"):
                assert (await machine.request(method, way_out(mail))).status_code == 200
            TRIED["looked at"] += 1

        assert await opted_out() == set()

    async def test_is_done_by_one_request_of_a_machine(self, campaign, sink, machine, opted_out):
        gone = sink.mails()[::2]

        answers = [await machine.post(way_out(mail), data=ONE_CLICK) for mail in gone]

        assert {answer.status_code for answer in answers} == {200}
        assert await opted_out() == {campaign[mail["To"]].id for mail in gone}
        TRIED["unsubscribed"] += len(gone)

    async def test_ends_what_is_sent(self, campaign, sink, machine, platform):
        mail = sink.mails()[0]
        await machine.post(way_out(mail), data=ONE_CLICK)

        async with platform.context(SYSTEM, via="test") as ctx:
            next_one = await communications.send(ctx, platform.outreach, offer(campaign[mail["To"]]))

        assert (next_one.status, next_one.reason) == ("suppressed", "opted_out")
