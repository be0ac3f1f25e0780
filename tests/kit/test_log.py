import io
import logging
import sys
import warnings
from collections.abc import Iterator
from uuid import UUID

import msgspec
import pytest

from accord.kit import log

REQUEST = UUID("0b5d8c2e-7f53-4c83-9d21-2f6a3b1c9e10")


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """Logging is one for the whole process: put back what `configure` changes."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    log.configure(level="info", format="text")
    logging.captureWarnings(capture=False)
    root.handlers[:] = handlers
    root.setLevel(level)


def lines(captured: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    written = [msgspec.json.decode(line) for line in captured.readouterr().err.splitlines()]
    return [{key: value for key, value in line.items() if key != "time"} for line in written]


class TestALine:
    def test_is_json_with_its_time(self, capsys):
        log.configure(level="info", format="json")

        log.info("request", method="GET", status=200, ms=1.5)

        line = msgspec.json.decode(capsys.readouterr().err)
        assert list(line) == ["time", "level", "event", "method", "status", "ms"]
        assert line["time"].endswith("Z")
        assert (line["level"], line["event"], line["status"]) == ("info", "request", 200)

    def test_names_the_request_under_way(self, capsys):
        log.configure(level="info", format="json")

        with log.request(REQUEST):
            log.info("inside")
        log.info("outside")

        assert [line.get("request_id") for line in lines(capsys)] == [str(REQUEST), None]

    def test_hides_what_must_not_be_told(self, capsys):
        log.configure(level="info", format="json")

        log.warning("refused", email="ann@example.com", path="/customers/email/ann@example.com", token="t")

        assert lines(capsys) == [
            {
                "level": "warning",
                "event": "refused",
                "email": "***",
                "path": "/customers/email/***",
                "token": "***",
            }
        ]

    def test_cannot_pass_for_another(self, capsys):
        log.configure(level="info", format="json")

        log.info("request", level="fatal", time="never", path='a\n{"level":"info"}')

        assert lines(capsys) == [{"level": "info", "event": "request", "path": 'a\n{"level":"info"}'}]

    def test_is_left_out_below_the_level(self, capsys):
        log.configure(level="warning", format="json")

        log.info("request")
        logging.getLogger("library").info("hello")
        log.warning("slow")

        assert [line["event"] for line in lines(capsys)] == ["slow"]

    def test_is_short_for_people(self, capsys):
        log.configure(level="info", format="text")

        with log.request(REQUEST):
            log.info("request", method="GET", status=200, reason="two words\n")

        told = capsys.readouterr().err
        assert (
            told[8:] == f' INFO    request request_id={REQUEST} method=GET status=200 reason="two words\\n"\n'
        )

    def test_stays_one_line_for_people_too(self, capsys):
        log.configure(level="info", format="text")

        logging.getLogger("library").warning("first\nsecond")

        assert capsys.readouterr().err[8:] == " WARNING first\\nsecond logger=library\n"

    def test_is_lost_quietly_when_nobody_can_take_it(self, monkeypatch):
        stream = io.TextIOWrapper(io.BytesIO())
        stream.close()
        monkeypatch.setattr(sys, "stderr", stream)

        log.info("request")

    def test_needs_a_level_that_exists(self):
        with pytest.raises(ValueError, match="unknown log level loud"):
            log.configure(level="loud", format="json")


def fail() -> None:
    try:
        {}["ann@example.com"]
    except KeyError as error:
        raise ValueError("no such thing") from error


class TestAFailure:
    def test_is_told_with_its_stack_and_what_led_to_it(self, capsys):
        log.configure(level="error", format="json")

        try:
            fail()
        except ValueError as error:
            log.failure("unexpected", error, attempt=2)

        (line,) = lines(capsys)
        assert (line["level"], line["attempt"], line["error"]) == ("error", 2, "ValueError: no such thing")
        assert "in fail" in line["stack"]
        assert line["stack"].index("KeyError: '***'") < line["stack"].index("which led to")
        assert line["stack"].endswith("ValueError: no such thing\n")

    def test_of_several_tells_each(self, capsys):
        log.configure(level="error", format="json")

        log.failure("unexpected", ExceptionGroup("two", [ValueError("one"), KeyError("other")]))

        (line,) = lines(capsys)
        assert "ValueError: one" in line["stack"]
        assert "KeyError: 'other'" in line["stack"]

    def test_shows_its_stack_to_people_on_lines_of_its_own(self, capsys):
        log.configure(level="error", format="text")

        try:
            fail()
        except ValueError as error:
            log.failure("unexpected", error)

        told = capsys.readouterr().err.splitlines()
        assert told[0].endswith('ERROR   unexpected error="ValueError: no such thing"')
        assert all(line.startswith("    ") or not line for line in told[1:])


class TestWhatLibrariesLog:
    def test_comes_out_in_the_same_form(self, capsys):
        log.configure(level="info", format="json")

        with log.request(REQUEST):
            logging.getLogger("uvicorn.error").info("Started %s for %s", "server", "ann@example.com")

        assert lines(capsys) == [
            {
                "level": "info",
                "event": "Started server for ***",
                "request_id": str(REQUEST),
                "logger": "uvicorn.error",
            }
        ]

    def test_has_its_errors_described(self, capsys):
        log.configure(level="info", format="json")

        try:
            fail()
        except ValueError as error:
            logging.getLogger("pgqueuer").exception(
                "job failed: %s", KeyError("ann@example.com"), exc_info=error
            )

        (line,) = lines(capsys)
        assert line["event"] == "job failed: KeyError: '***'"
        assert line["error"] == "ValueError: no such thing"
        assert "in fail" in line["stack"]

    def test_survives_wrong_arguments(self, capsys):
        log.configure(level="info", format="json")

        logging.getLogger("library").warning("%s and %s", *["one"])

        assert [line["event"] for line in lines(capsys)] == ["%s and %s"]

    def test_is_left_out_where_it_only_repeats(self, capsys):
        log.configure(level="debug", format="json")

        logging.getLogger("uvicorn.access").info("GET /?token=secret")
        logging.getLogger("httpx").info("GET /?token=secret")

        assert lines(capsys) == []

    def test_includes_warnings(self, capsys):
        log.configure(level="info", format="json")

        with warnings.catch_warnings():
            warnings.simplefilter("always")
            warnings.warn("old ways", DeprecationWarning, stacklevel=1)

        (line,) = lines(capsys)
        assert (line["level"], line["logger"]) == ("warning", "py.warnings")
        assert "old ways" in line["event"]
