"""Bytes that no client of ours would send, over real sockets: the server answers 4xx or hangs up, and lives on."""

import asyncio
import random
import socket

import pytest
import uvicorn

from dialects.conftest import sign

from .drivers import DRIVERS

SEED = 20261122
MUTATIONS = 300
PATIENCE_SECONDS = 5
HOST = b"Host: accord.test\r\n"
POST = b"POST /banking/api/customers HTTP/1.1\r\n" + HOST
JSON = b"Content-Type: application/json\r\n"

# What has to be refused, by what is wrong with it.
WRONG = {
    "no request at all": b"hello\r\n\r\n",
    "a greeting of TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(256)),
    "a greeting of HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "an unknown version": b"GET /banking/api/health HTTP/9.9\r\n" + HOST + b"\r\n",
    "a method in small letters": b"get /banking/api/health HTTP/1.1\r\n" + HOST + b"\r\n",
    "a space in the path": b"GET /banking/api/a b HTTP/1.1\r\n" + HOST + b"\r\n",
    "NUL in the path": b"GET /banking/api/\x00 HTTP/1.1\r\n" + HOST + b"\r\n",
    "bytes in the path that are no text": b"GET /banking/api/\xff\xfe HTTP/1.1\r\n" + HOST + b"\r\n",
    "NUL in a header": b"GET /banking/api/health HTTP/1.1\r\n" + HOST + b"X: a\x00b\r\n\r\n",
    "a blank before a colon": b"GET /banking/api/health HTTP/1.1\r\n" + HOST + b"X : a\r\n\r\n",
    "a header without a colon": b"GET /banking/api/health HTTP/1.1\r\n" + HOST + b"nonsense\r\n\r\n",
    "two lengths": POST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
    "a negative length": POST + b"Content-Length: -1\r\n\r\n{}",
    "a length in words": POST + b"Content-Length: two\r\n\r\n{}",
    "an endless length": POST + b"Content-Length: " + b"9" * 40 + b"\r\n\r\n",
    "a length and chunks": POST + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a chunk of no size": POST + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\n{}\r\n0\r\n\r\n",
    "an unknown coding": POST + b"Transfer-Encoding: zip\r\n\r\n{}",
}
# Odd, and yet requests: refused in the dialect's own words. `*` stands for its records.
ODD = {
    "a bad escape in the path": b"*/%zz",
    "half an escape in the path": b"*/%",
    "NUL escaped in the path": b"*/%00",
    "NUL escaped in an address": b"/customers/email/a%00b",
    "bytes escaped that are no text": b"*/%ff%fe",
    "a slash escaped": b"*/..%2f..%2fetc%2fpasswd",
    "steps upwards": b"/../../../etc/passwd",
    "a bad escape in the query": b"*?page=%zz&limit=%zz",
    "a path of 30 000 letters": b"*/" + b"x" * 30_000,
}
WORDS = {"banking": b'{"error":"', "engagement": b'{"error":{"code":', "tourism": b'{"detail":'}


@pytest.fixture
async def port(app):
    """The port of a real server of the product, as it is configured for use."""
    bound = socket.socket()
    bound.bind(("127.0.0.1", 0))
    config = uvicorn.Config(
        app, loop="none", http="auto", ws="none", lifespan="off", log_config=None, access_log=False
    )
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve(sockets=[bound]))
    await started(server)
    yield bound.getsockname()[1]
    server.should_exit = True
    await running


async def started(server):
    """Returns when the server answers; it tells nobody."""
    while not server.started:  # noqa: ASYNC110
        await asyncio.sleep(0.01)


async def say(port, *parts, hang_up=False):
    """The first answer to these bytes; empty when the server hung up, or waits for more until patience ends."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for part in parts:
            writer.write(part)
            await writer.drain()
        if hang_up:
            return b""
        return await asyncio.wait_for(reader.read(65_536), PATIENCE_SECONDS)
    except (ConnectionError, TimeoutError):
        return b""
    finally:
        writer.close()


def status_of(answer):
    return int(answer.split(b" ", 2)[1])


def request(driver, path, extra=b""):
    return b"".join(
        (
            b"GET " + driver.base.encode() + path + b" HTTP/1.1\r\n",
            HOST + b"Authorization: Bearer " + sign().encode() + b"\r\nConnection: close\r\n",
            extra + b"\r\n",
        )
    )


async def is_alive(port):
    answers = [status_of(await say(port, request(driver, driver.records.encode()))) for driver in DRIVERS]
    return answers == [200] * len(DRIVERS)


class TestBytesThatAreNoRequest:
    @pytest.mark.parametrize("name", WRONG)
    async def test_are_refused_and_survived(self, port, name):
        answer = await say(port, WRONG[name])

        assert 400 <= status_of(answer) < 500
        assert await is_alive(port)


class TestAnOddRequest:
    @pytest.mark.parametrize("name", ODD)
    async def test_is_refused_in_the_dialects_words(self, port, driver, name):
        path = ODD[name].replace(b"*", driver.records.rstrip("/").encode())

        answer = await say(port, request(driver, path))

        assert 400 <= status_of(answer) < 500
        assert WORDS[driver.name] in answer
        assert await is_alive(port)

    @pytest.mark.parametrize("size", [30_000, 2_000_000])
    async def test_with_huge_headers_is_survived(self, port, driver, size):
        answer = await say(
            port, request(driver, driver.records.encode(), b"X-Huge: " + b"x" * size + b"\r\n")
        )

        assert answer == b"" or status_of(answer) < 500
        assert await is_alive(port)

    async def test_with_a_thousand_headers_is_survived(self, port, driver):
        answer = await say(port, request(driver, driver.records.encode(), b"X-Many: x\r\n" * 1000))

        assert answer == b"" or status_of(answer) < 500
        assert await is_alive(port)

    async def test_that_ends_in_its_middle_is_survived(self, port, driver, untouched):
        head = b"POST " + driver.base.encode() + driver.records.encode() + b" HTTP/1.1\r\n" + HOST + JSON
        token = b"Authorization: Bearer " + sign().encode() + b"\r\n"

        async with untouched():
            await say(port, head + token + b"Content-Length: 500\r\n\r\n", b'{"email":', hang_up=True)
            await say(port, head + token + b"Transfer-Encoding: chunked\r\n\r\n", b"5\r\n{", hang_up=True)
            await say(port, head, hang_up=True)
            assert await is_alive(port)

    async def test_to_become_a_web_socket_is_answered_as_the_request_it_is(self, port, driver):
        upgrade = b"Upgrade: websocket\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\n"

        answer = await say(port, request(driver, b"/nowhere", upgrade))

        assert status_of(answer) == 404

    async def test_with_its_whole_address_is_answered(self, port):
        answer = await say(port, b"GET http://accord.test/banking/api/health HTTP/1.1\r\n" + HOST + b"\r\n")

        assert status_of(answer) in (200, 404)

    async def test_after_another_on_the_same_line_is_answered(self, port, driver):
        one = request(driver, driver.records.encode()).replace(b"Connection: close\r\n", b"")
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(one * 20 + request(driver, b"/nowhere"))

        said = await asyncio.wait_for(reader.read(-1), PATIENCE_SECONDS)

        writer.close()
        assert (said.count(b"HTTP/1.1 200"), said.count(b"HTTP/1.1 404")) == (20, 1)


class TestRandomDamage:
    async def test_is_never_our_fault(self, port, driver, database):
        chance = random.Random(SEED)
        body = b'{"email":"a@example.com"}'
        whole = request(driver, driver.records.encode(), JSON + b"Content-Length: %d\r\n" % len(body))
        damaged = [damage(whole.replace(b"GET", b"POST", 1) + body, chance) for _ in range(MUTATIONS)]

        answers = await asyncio.gather(*(say_briefly(port, each) for each in damaged))

        statuses = [status_of(answer) for answer in answers if answer.startswith(b"HTTP/1.1 ")]
        assert len(statuses) > MUTATIONS / 2
        assert {status for status in statuses if not 200 <= status < 500} == set()
        assert await is_alive(port)


async def say_briefly(port, raw):
    """The answer when nothing more will come."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(raw)
        writer.write_eof()
        return await asyncio.wait_for(reader.read(4096), PATIENCE_SECONDS)
    except (ConnectionError, TimeoutError):
        return b""
    finally:
        writer.close()


def damage(raw, chance):
    """The bytes with a few changed, lost, doubled or put in."""
    bytes_ = bytearray(raw)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(bytes_))
        match chance.randrange(4):
            case 0:
                bytes_[at] = chance.randrange(256)
            case 1:
                del bytes_[at : at + chance.randint(1, 8)]
            case 2:
                bytes_[at:at] = bytes_[at : at + chance.randint(1, 30)]
            case _:
                bytes_[at:at] = chance.choice(
                    [b"\x00", b"\r\n", b"\r\n\r\n", b"\xff", b"%", b"{", b":", b"\\u0000"]
                )
    return bytes(bytes_)
