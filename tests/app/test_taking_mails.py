"""Mails that a mail server of our own pipes into the command line."""

import asyncio
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from accord.app.communication_commands import app
from accord.app.settings import DatabaseSettings, Secret, Settings
from make import Factory

from .test_mail_calls import BOUNCE

AWAY = "postgresql://accord@127.0.0.1:1/none"
RAW = BOUNCE.partition(b"\r\n\r\n")[2].partition(b"\r\n--b--")[0]
ANSWER = b"From: Ann <ann@customer.example>\r\nMessage-ID: <a@c.example>\r\n\r\nSTOP\r\n"


@pytest.fixture
def take(tmp_path: Path, url):
    """Take in a mail; the end of the command."""

    async def done(raw: bytes, database: str = url):
        settings = Settings(data=tmp_path, database=DatabaseSettings(url=Secret(database)))
        command = ["take-mail", "-"]
        return await asyncio.to_thread(CliRunner().invoke, app, command, input=raw, obj=settings)

    return done


class TestAMail:
    async def test_that_bounced_is_known_by_its_message_id(self, take, database):
        async with database.transaction() as db:
            customer = await Factory(db).customer()
            sent = await Factory(db).communication(customer.id, provider="smtp", provider_id="m1")

        ended = await take(RAW)

        assert (ended.exit_code, ended.output) == (0, "1 reported, 0 received.\n")
        query = "SELECT status FROM communications WHERE id = $1"
        assert await database.pool.fetchval(query, sent.id) == "bounced"

    async def test_of_a_customer_who_wants_no_more_is_heeded(self, take, database):
        async with database.transaction() as db:
            customer = await Factory(db).customer(email="ann@customer.example")

        ended = [await take(ANSWER) for _ in range(2)]

        assert [each.output for each in ended] == ["0 reported, 1 received.\n"] * 2
        query = "SELECT channel FROM opt_outs WHERE customer_id = $1"
        assert [row["channel"] for row in await database.pool.fetch(query, customer.id)] == ["email"]

    async def test_of_a_machine_needs_no_database(self, take):
        ended = await take(b"Auto-Submitted: auto-replied\r\n" + ANSWER, AWAY)

        assert (ended.exit_code, ended.output) == (0, "0 reported, 0 received.\n")

    async def test_that_is_none_is_refused_for_good(self, take):
        assert (await take(b"hello")).exit_code == os.EX_DATAERR

    async def test_is_kept_by_its_server_while_the_database_is_away(self, take):
        assert (await take(RAW, AWAY)).exit_code == os.EX_TEMPFAIL
