"""What operators see of messages."""

import asyncio
import json

import pytest
from typer.testing import CliRunner

from accord.app.communication_commands import app
from accord.app.settings import load
from make import Factory

CONTEXT = {"client_name": "Priya Sharma", "event_type": "wedding", "task": "Choose a caterer"}


@pytest.fixture
def settings(tmp_path, url):
    return load(
        environ={
            "ACCORD_DATABASE_URL": url,
            "ACCORD_DATA": str(tmp_path),
            "ACCORD_ORGANISATION__NAME": "Planiva",
        }
    )


@pytest.fixture
def run(settings):
    """Runs a command; its exit code and what it says."""

    async def run(*arguments, given=None):
        result = await asyncio.to_thread(CliRunner().invoke, app, arguments, obj=settings, input=given)
        return result.exit_code, result.output if result.exit_code else result.stdout

    return run


@pytest.fixture
def written(tmp_path):
    """Writes a context to a file; its path."""

    def write(context):
        path = tmp_path / "context.json"
        path.write_text(context if isinstance(context, str) else json.dumps(context))
        return str(path)

    return write


class TestPreviewingAMessage:
    async def test_shows_an_email(self, run, written):
        code, said = await run("preview", "reminder", "--context", written(CONTEXT))

        assert code == 0
        assert said.startswith(
            "Subject: Friendly Reminder\n\nDear Priya, this is a friendly reminder: Choose a caterer."
        )

    async def test_shows_the_page_that_a_browser_would(self, run, written):
        code, said = await run("preview", "reminder", "--html", "--context", written(CONTEXT))

        assert (code, said.startswith("<!DOCTYPE html>"), "Choose a caterer" in said) == (0, True, True)

    async def test_speaks_the_language_of_the_client(self, run):
        code, said = await run("preview", "welcome", "--channel", "sms", "--language", "fr")

        assert (code, said.startswith("Bonjour à vous, bienvenue chez Planiva !")) == (0, True)

    async def test_names_what_is_missing(self, run):
        _, said = await run("preview", "reminder", "--channel", "whatsapp")

        assert said.endswith("\n\nNot in the context: task\n")

    async def test_reads_standard_input(self, run):
        _, said = await run("preview", "welcome", "--context", "-", given='{"client_name": "Amina"}')

        assert "Dear Amina, " in said

    async def test_obeys_the_limits_of_a_message(self, run, written):
        _, plain = await run("preview", "welcome", "--html")
        code, said = await run(
            "preview", "welcome", "--html", "--context", written({"message": "<" * 60_000})
        )

        assert (code, said) == (0, plain)

    @pytest.mark.parametrize(
        "context",
        [
            "[]",
            "{",
            "null",
            '{"x": NaN}',
            r'{"x": "\u0000"}',
            '{"x": ' + "[" * 70 + "]" * 70 + "}",
            json.dumps({"x": "y" * 65_600}),
        ],
        ids=range(7),
    )
    async def test_takes_what_the_api_takes(self, run, written, context):
        code, said = await run("preview", "welcome", "--context", written(context))

        assert (code, "the context must be" in said) == (2, True)

    async def test_has_no_page_by_phone(self, run):
        code, said = await run("preview", "welcome", "--channel", "sms", "--html")

        assert (code, "there is no HTML by sms" in said) == (2, True)


class TestTheOutbox:
    async def test_does_not_steer_the_terminal(self, run, database):
        async with database.transaction() as db:
            factory = Factory(db)
            customer = await factory.customer()
            made = await factory.communication(customer.id)
        await database.pool.execute(RECORDED, made.id, customer.id)

        _, line = await run("outbox")
        _, full = await run("outbox", "--full")

        assert ("\x1b" in line + full, "]0;gone" in line, "[2Jgone" in full) == (False, True, True)


RECORDED = """
    INSERT INTO outbox (id, communication_id, customer_id, channel, recipient, reference, subject, text, headers,
        attachments, recorded_at)
    SELECT gen_random_uuid(), $1, $2, 'email', 'a@example.com', 'r', E'\\x1b]0;gone', E'\\x1b[2Jgone', '{}', '{}',
        now()
"""
