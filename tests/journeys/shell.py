"""Runs the `curl` commands of documents as they are printed there, but for address and token."""

import shlex
import shutil
import subprocess
from typing import Any, NamedTuple

import httpx
import msgspec


class Told(NamedTuple):
    """What a command was answered."""

    status: int
    body: Any


def run(command: str, replaced: dict[str, str]) -> Told:
    """Run a command with some of its words replaced; by another client where there is no curl."""
    for word, other in replaced.items():
        assert word in command
        command = command.replace(word, other)
    words = shlex.split(command.replace("\\\n", " "))
    assert words[0] == "curl"
    return _by_curl(words) if shutil.which("curl") else _by_httpx(words[1:])


def _by_curl(words: list[str]) -> Told:
    quietly = ["--silent", "--show-error", "--noproxy", "*", "--write-out", "\n%{http_code}"]
    ended = subprocess.run([*words, *quietly], capture_output=True, text=True, timeout=60, check=True)
    body, _, status = ended.stdout.rpartition("\n")
    return Told(int(status), msgspec.json.decode(body) if body else None)


def _by_httpx(words: list[str]) -> Told:
    given: dict[str, list[str]] = {}
    places = iter(words)
    for word in places:
        option, value = (word, next(places)) if word.startswith("-") else ("", word)
        given.setdefault(option, []).append(value)
    headers = dict(line.split(": ", 1) for line in given["-H"])
    (method,), (url,), data = given["-X"], given[""], "".join(given.get("-d", ()))
    answer = httpx.request(method, url, headers=headers, content=data.encode(), timeout=60, trust_env=False)
    return Told(answer.status_code, answer.json() if answer.content else None)
