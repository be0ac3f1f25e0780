"""The programs under "Code Examples" of the planning business's document, as they are printed there."""

import os
import re
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import asyncpg
import httpx
import pytest

from dialects.conftest import bearer

from .shell import run

JS = Path(__file__).parents[1] / "js"
BASE = "http://localhost:8000/api/crm"
TOKEN = "YOUR_TOKEN"
PLAN = "550e8400-e29b-41d4-a716-446655440000"
CLIENT = "660e8400-e29b-41d4-a716-446655440001"

IN_PYTHON = """
import requests

# Send a communication
response = requests.post(
    "http://localhost:8000/api/crm/communications",
    headers={
        "Authorization": "Bearer YOUR_TOKEN",
        "Content-Type": "application/json"
    },
    json={
        "plan_id": "550e8400-e29b-41d4-a716-446655440000",
        "client_id": "660e8400-e29b-41d4-a716-446655440001",
        "message_type": "budget_summary",
        "context": {
            "client_name": "Priya Sharma",
            "event_type": "wedding"
        },
        "urgency": "normal"
    }
)

if response.status_code == 200:
    result = response.json()
    print(f"Communication sent: {result['communication_id']}")
else:
    print(f"Error: {response.json()}")
"""
IN_JAVASCRIPT = """
const axios = require('axios');

async function sendCommunication() {
  try {
    const response = await axios.post(
      'http://localhost:8000/api/crm/communications',
      {
        plan_id: '550e8400-e29b-41d4-a716-446655440000',
        client_id: '660e8400-e29b-41d4-a716-446655440001',
        message_type: 'budget_summary',
        context: {
          client_name: 'Priya Sharma',
          event_type: 'wedding'
        },
        urgency: 'normal'
      },
      {
        headers: {
          'Authorization': 'Bearer YOUR_TOKEN',
          'Content-Type': 'application/json'
        }
      }
    );

    console.log('Communication sent:', response.data.communication_id);
  } catch (error) {
    console.error('Error:', error.response.data);
  }
}

sendCommunication();
"""
AS_COMMAND = r"""
curl -X POST http://localhost:8000/api/crm/communications \
  -H "Authorization: Bearer YOUR_TOKEN" \
  -H "Content-Type: application/json" \
  -d '{
    "plan_id": "550e8400-e29b-41d4-a716-446655440000",
    "client_id": "660e8400-e29b-41d4-a716-446655440001",
    "message_type": "budget_summary",
    "context": {
      "client_name": "Priya Sharma",
      "event_type": "wedding"
    },
    "urgency": "normal"
  }'
"""


@pytest.fixture(params=["/api/crm", "/engagement/api/crm"])
def place(request, server):
    """What is replaced in the programs."""
    return {BASE: f"{server.base}{request.param}", TOKEN: server.token}


@pytest.fixture(scope="module")
async def known(dsn):
    """The document's client is a customer."""
    connection = await asyncpg.connect(dsn)
    await connection.execute(
        "INSERT INTO customers (id, reference, full_name, email, created_at)"
        " VALUES ($1, 'CUS-20251027103000-000001', 'Priya Sharma', 'priya.sharma@example.com', now())",
        UUID(CLIENT),
    )
    await connection.close()


@pytest.fixture
def client(server, known):
    """Speaks of the document's client, who may be written to at any time."""
    with httpx.Client(base_url=f"{server.base}/api/crm", headers=bearer(server.token)) as crm:
        hours = {"quiet_hours_start": "00:00", "quiet_hours_end": "00:00"}
        assert crm.post("/preferences", json={"client_id": CLIENT} | hours).status_code == 200
        yield crm


def said(command, program, place):
    """What a program prints."""
    for word, other in place.items():
        assert word in program
        program = program.replace(word, other)
    ended = subprocess.run(
        [*command, program],
        cwd=JS,
        env=os.environ | {"NO_PROXY": "127.0.0.1,localhost"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout + ended.stderr


def assert_sent(crm, told):
    """The program names a message that went out as the document says."""
    found = re.fullmatch(r"Communication sent: ([0-9a-f-]{36})\n", told)
    assert found, told
    shown = crm.get(f"/communications/{found[1]}").json()
    assert (shown["status"], shown["channel"], shown["plan_id"]) == ("sent", "email", PLAN)
    assert shown["content"].startswith("Dear Priya, your budget strategies for your wedding are ready.")


class TestTheProgram:
    def test_in_python_sends_a_communication(self, client, place):
        assert_sent(client, said([sys.executable, "-c"], IN_PYTHON, place))

    def test_in_python_shows_an_error(self, client, place):
        unknown = place | {CLIENT: "660e8400-e29b-41d4-a716-446655440009"}

        told = said([sys.executable, "-c"], IN_PYTHON, unknown)

        assert told.startswith("Error: {'error': {'code': 'NOT_FOUND', 'message': 'Client not found',")

    def test_in_javascript_sends_a_communication(self, client, place):
        assert (JS / "node_modules" / "axios").is_dir(), "run tools/bootstrap_js first"

        assert_sent(client, said(["node", "--input-type=commonjs", "-e"], IN_JAVASCRIPT, place))

    def test_in_javascript_shows_an_error(self, client, place):
        told = said(
            ["node", "--input-type=commonjs", "-e"], IN_JAVASCRIPT, place | {"budget_summary": "invalid_type"}
        )

        assert told.startswith("Error: {\n  error: {\n    code: 'INVALID_REQUEST'")


class TestTheCommand:
    def test_sends_a_communication(self, client, place):
        told = run(AS_COMMAND, place)

        assert (told.status, told.body["status"], told.body["channel_used"]) == (200, "sent", "email")
        assert told.body["metadata"] == {
            "subject": "Your Budget Strategies are Ready!",
            "recipient": "priya.sharma@example.com",
            "client_id": CLIENT,
        }
        assert (told.body["sent_at"][-1], told.body["delivered_at"]) == ("Z", None)
