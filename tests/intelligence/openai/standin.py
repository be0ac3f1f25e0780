"""A stand-in for an OpenAI-compatible endpoint: refuses what such a server refuses, remembers what it was sent."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

KEY = "sk-of-the-tests"
MODEL = "test-model-1"
ANSWER = {"label": "neutral", "score": 0.1, "confidence": 0.7, "evidence": ["parcel"]}


class StandIn:
    """Answers with `answer` (JSON) or `content` (any text), with `status`, after `delay` seconds."""

    def __init__(self) -> None:
        self.answer: dict[str, Any] = dict(ANSWER)
        self.content: str | None = None
        self.raw: bytes | None = None
        self.status = 200
        self.delay = 0.0
        self.asked: list[dict[str, Any]] = []
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                lines = head.decode("latin-1").split("\r\n")
                headers = {
                    name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:])
                }
                body = await reader.readexactly(int(headers.get("content-length", 0)))
                status, answered = self._answer(lines[0], headers, body)
                await asyncio.sleep(self.delay)
                writer.write(
                    f"HTTP/1.1 {status} X\r\ncontent-type: application/json\r\n"
                    f"content-length: {len(answered)}\r\n\r\n".encode()
                    + answered
                )
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def _answer(self, line: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        if line != "POST /v1/chat/completions HTTP/1.1":
            return 404, b'{"error":{"message":"not found"}}'
        if headers.get("authorization") != f"Bearer {KEY}":
            return 401, b'{"error":{"message":"bad key"}}'
        asked = json.loads(body)
        wrong = objection_to(asked)
        if wrong:
            return 400, json.dumps({"error": {"message": wrong}}).encode()
        self.asked.append(asked)
        if self.raw is not None:
            return self.status, self.raw
        content = json.dumps(self.answer) if self.content is None else self.content
        message = {"role": "assistant", "content": content, "refusal": None}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        told = {"id": "c-1", "object": "chat.completion", "model": MODEL, "choices": [choice]}
        return self.status, json.dumps(told).encode()


def objection_to(asked: Any) -> str | None:
    """What such a server would find wrong with a question; None when nothing."""
    if asked.get("model") != MODEL:
        return "unknown model"
    if [message.get("role") for message in asked.get("messages", [])] != ["system", "user"]:
        return "a system message and a user message are expected"
    wished = asked.get("response_format", {})
    form = wished.get("json_schema", {})
    if wished.get("type") != "json_schema" or form.get("strict") is not True or not form.get("name"):
        return "a strict json_schema is expected"
    return _objection_to_schema(form.get("schema", {}))


def _objection_to_schema(schema: Any) -> str | None:
    """Strict schemas close every object, require every field and define what they refer to."""
    if schema.get("type") != "object" or schema.get("additionalProperties") is not False:
        return "a closed object is expected"
    if set(schema.get("required", ())) != set(schema.get("properties", ())):
        return "every property must be required"
    for found in schema["properties"].values():
        reference = found.get("$ref", "")
        if reference and reference.removeprefix("#/$defs/") not in schema.get("$defs", {}):
            return f"{reference} is not defined"
    return None


@asynccontextmanager
async def standing_in() -> AsyncIterator[StandIn]:
    """A stand-in on a free port of the loopback interface."""
    standin = StandIn()
    server = await asyncio.start_server(standin.serve, "127.0.0.1", 0)
    standin.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    try:
        yield standin
    finally:
        server.close()
