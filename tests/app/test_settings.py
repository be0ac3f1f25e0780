import contextlib
from pathlib import Path

import pytest

from accord.app.settings import (
    Dialect,
    RateLimitStore,
    Secret,
    Settings,
    SettingsError,
    TokenAlgorithm,
    UnconfiguredDelivery,
    document,
    load,
    load_or_create_secret,
)
from accord.app.settings.catalogue import list_settings
from accord.app.settings.checks import RATE_LIMIT_CLASSES

LONG_SECRET = "0123456789abcdef0123456789abcdef"
PRODUCTION = {"ACCORD_ENVIRONMENT": "production", "ACCORD_AUTH__SECRET": LONG_SECRET}
WRONG_IN_THE_ENVIRONMENT = {
    "ACCORD_RATE_LIMITS__STORE=memroy": (
        "rate_limits.store = 'memroy' in ACCORD_RATE_LIMITS__STORE is not allowed: "
        "it takes auto, memory, postgres, redis"
    ),
    "ACCORD_SERVER__PORT=70000": (
        "server.port = '70000' in ACCORD_SERVER__PORT is not allowed: it takes a whole number from 0 to 65535"
    ),
    "ACCORD_SERVER__WORKER=maybe": (
        "server.worker = 'maybe' in ACCORD_SERVER__WORKER is not allowed: it takes true, false"
    ),
    "ACCORD_LISTEN__MAP=:5001=bank": (
        "listen.map = ':5001=bank' in ACCORD_LISTEN__MAP is not allowed: "
        "it takes names, each with banking, engagement, support, tourism, commerce"
    ),
    "ACCORD_LISTEN__MAP=:99999=banking": (
        "listen.map holds ':99999': it takes host, host:port or :port, in lower case"
    ),
    "ACCORD_SERVER__TRUSTED_PROXIES=10.0.0.1/8": (
        "server.trusted_proxies holds '10.0.0.1/8': it takes networks as 10.0.0.0/8"
    ),
    "ACCORD_CORS__ALLOW_ORIGINS=https://a.example/": (
        "cors.allow_origins holds 'https://a.example/': it takes sites as https://crm.example.com"
    ),
    "ACCORD_ORGANISATION__TIMEZONE=Mars/Olympus": (
        "organisation.timezone = 'Mars/Olympus': it takes IANA names as Europe/Berlin"
    ),
    "ACCORD_DATABASE_URL=mysql://me:hunter2@db/crm": (
        "database.url is not allowed: it takes URLs that start with postgresql://"
    ),
    "ACCORD_RATE_LIMITS__STORE=redis": "rate_limits.store = redis needs rate_limits.redis_url",
    "ACCORD_AUTH__ALGORITHM=RS256": "auth.algorithm = RS256 needs auth.private_key, a PEM file",
    "ACCORD_RATE_LIMIT__ENABLED=false": (
        "ACCORD_RATE_LIMIT__ENABLED is not a setting: did you mean ACCORD_RATE_LIMITS__ENABLED?"
    ),
    "ACCORD_QUUX=1": "ACCORD_QUUX is not a setting",
    "ACCORD_CONFIG=/no/such.toml": "/no/such.toml cannot be read: No such file or directory",
}
WRONG_IN_THE_FILE = {
    "[server]\nprot = 1": "server.prot in accord.toml is not a setting: did you mean server.port?",
    "[server]\nport = '1'": (
        "server.port = '1' in accord.toml is not allowed: it takes a whole number from 0 to 65535"
    ),
    "[server": (
        "accord.toml is not TOML: Expected ']' at the end of a table declaration (at end of document)"
    ),
    "[auth]\nsecret = 17": "auth.secret in accord.toml is not allowed: it takes a text",
    "[delivery]\nlease_seconds = 45\n": "delivery.lease_seconds must be longer than delivery.send_seconds",
    "[rate_limits.overrides]\n'banking.gold' = 1": (
        "rate_limits.overrides holds 'banking.gold': it takes " + ", ".join(RATE_LIMIT_CLASSES)
    ),
}
WRONG_IN_PRODUCTION = {
    "ACCORD_AUTH__SECRET=": "auth.secret must be set in production, to at least 32 bytes",
    "ACCORD_AUTH__SECRET=short": "auth.secret is too short for production: it takes at least 32 bytes",
    "ACCORD_AUTH__UNKNOWN_SUBJECT=machine": (
        "auth.unknown_subject = machine is for development: production takes reject"
    ),
    "ACCORD_WEBHOOKS__ALLOW_UNSIGNED=true": (
        "webhooks.allow_unsigned = true is for development: production takes false"
    ),
}


def variables(assignment: str) -> dict[str, str]:
    name, _, value = assignment.partition("=")
    return {name: value}


@pytest.fixture
def write(tmp_path):
    def write_file(text: str) -> Path:
        path = tmp_path / "accord.toml"
        path.write_text(text)
        return path

    return write_file


class TestLoadingSettings:
    def test_gives_the_defaults_when_nothing_is_set(self):
        assert load(environ={}) == Settings()

    def test_reads_the_file(self, write):
        path = write(
            'data = "/srv/accord"\n'
            "[server]\nport = 9000\n"
            '[listen.map]\n":5001" = "banking"\n"shop.example:443" = "commerce"\n'
        )

        settings = load(config=path, environ={})

        assert settings.data == Path("/srv/accord")
        assert settings.server.port == 9000
        assert settings.listen.map == {":5001": Dialect.BANKING, "shop.example:443": Dialect.COMMERCE}

    def test_finds_the_file_in_the_working_directory(self, write, monkeypatch):
        monkeypatch.chdir(write("[import]\nsync_rows = 7\n").parent)

        assert load(environ={}).imports.sync_rows == 7

    def test_finds_the_file_the_environment_names(self, write):
        path = write('[log]\nformat = "json"\n')

        assert load(environ={"ACCORD_CONFIG": str(path)}).log.format == "json"

    def test_lets_the_environment_override_the_file(self, write):
        path = write("[rate_limits]\nenabled = true\n[server]\nport = 9000\n")

        settings = load(config=path, environ={"ACCORD_RATE_LIMITS__ENABLED": "false", "PORT": "1"})

        assert settings.rate_limits.enabled is False
        assert settings.server.port == 9000

    def test_reads_lists_and_tables_from_the_environment(self):
        settings = load(
            environ={
                "ACCORD_CORS__ALLOW_ORIGINS": "https://a.example, http://localhost:3000",
                "ACCORD_LISTEN__MAP": ":5001=banking,crm.example=tourism",
                "ACCORD_RATE_LIMITS__OVERRIDES": "banking.standard=5000",
            }
        )

        assert settings.cors.allow_origins == ("https://a.example", "http://localhost:3000")
        assert settings.listen.map == {":5001": Dialect.BANKING, "crm.example": Dialect.TOURISM}
        assert settings.rate_limits.overrides == {"banking.standard": 5000}

    def test_may_hold_commas_in_their_values(self):
        written = "reminder=friendly_reminder:en_US:client_name,event_date,welcome=plain_notice"

        settings = load(environ={"ACCORD_WHATSAPP__TEMPLATES": written})

        assert settings.whatsapp.templates == {
            "reminder": "friendly_reminder:en_US:client_name,event_date",
            "welcome": "plain_notice",
        }

    def test_takes_dotted_names_of_a_table_with_and_without_quotes(self, write):
        path = write('[rate_limits.overrides]\n"banking.standard" = 5000\nsupport.ai = 40\n')

        assert load(config=path, environ={}).rate_limits.overrides == {
            "banking.standard": 5000,
            "support.ai": 40,
        }

    def test_counts_an_empty_variable_as_absent(self):
        assert load(environ={"ACCORD_SERVER__PORT": ""}).server.port == 8000

    def test_takes_the_database_from_its_short_name(self):
        settings = load(environ={"ACCORD_DATABASE_URL": "postgresql://me:pw@db/crm"})

        assert settings.database.url == Secret("postgresql://me:pw@db/crm")

    @pytest.mark.parametrize("name", list_settings())
    def test_can_take_a_value_for_each_of_them(self, name):
        # msgspec looks at a setting's type when a value comes for it, not before
        with contextlib.suppress(SettingsError):
            load(environ={list_settings()[name].environment_name: "1"})

    def test_takes_the_organisations_address(self):
        settings = load(environ={"ACCORD_ORGANISATION__POSTAL_ADDRESS": "1 Lavelle Road, Bengaluru"})

        assert settings.organisation.postal_address == "1 Lavelle Road, Bengaluru"


class TestRefusingSettings:
    @pytest.mark.parametrize(("assignment", "message"), WRONG_IN_THE_ENVIRONMENT.items())
    def test_names_the_variable_and_what_is_allowed(self, assignment, message):
        with pytest.raises(SettingsError) as refused:
            load(environ=variables(assignment))

        assert str(refused.value) == message

    @pytest.mark.parametrize(("text", "message"), WRONG_IN_THE_FILE.items())
    def test_names_the_file_and_what_is_allowed(self, write, monkeypatch, text, message):
        monkeypatch.chdir(write(text).parent)

        with pytest.raises(SettingsError) as refused:
            load(environ={})

        assert str(refused.value) == message

    def test_asks_for_one_of_two_names_of_the_same_setting(self):
        url = "postgresql://db/crm"

        with pytest.raises(
            SettingsError, match=r"^ACCORD_DATABASE_URL and ACCORD_DATABASE__URL are the same"
        ):
            load(environ={"ACCORD_DATABASE_URL": url, "ACCORD_DATABASE__URL": url})

    def test_names_a_key_file_that_is_not_there(self):
        with pytest.raises(SettingsError, match=r"^auth\.private_key = '/no\.pem': there is no such file$"):
            load(
                environ={
                    "ACCORD_AUTH__ALGORITHM": "EdDSA",
                    "ACCORD_AUTH__PRIVATE_KEY": "/no.pem",
                    "ACCORD_AUTH__PUBLIC_KEY": "/no.pem",
                }
            )


class TestCountingRequests:
    @pytest.mark.parametrize(
        ("processes", "store"), [("1", RateLimitStore.MEMORY), ("2", RateLimitStore.POSTGRES)]
    )
    def test_is_decided_by_the_number_of_processes(self, processes, store):
        assert load(environ={"ACCORD_SERVER__PROCESSES": processes}).rate_limit_store is store

    def test_in_memory_is_refused_to_several_processes(self):
        with pytest.raises(SettingsError, match="counts each process alone"):
            load(environ={"ACCORD_SERVER__PROCESSES": "2", "ACCORD_RATE_LIMITS__STORE": "memory"})


class TestProduction:
    def test_refuses_unconfigured_channels_and_shows_no_demo(self):
        settings = load(environ=PRODUCTION)

        assert settings.delivery.unconfigured is UnconfiguredDelivery.REFUSE
        assert settings.demo.enabled is False

    def test_keeps_what_the_operator_chose(self):
        settings = load(environ={**PRODUCTION, "ACCORD_DELIVERY__UNCONFIGURED": "record"})

        assert settings.delivery.unconfigured is UnconfiguredDelivery.RECORD

    @pytest.mark.parametrize(("assignment", "message"), WRONG_IN_PRODUCTION.items())
    def test_refuses_what_is_only_for_development(self, assignment, message):
        with pytest.raises(SettingsError) as refused:
            load(environ={**PRODUCTION, **variables(assignment)})

        assert str(refused.value) == message

    def test_needs_no_secret_with_a_key_pair(self, tmp_path):
        key = tmp_path / "key.pem"
        key.touch()

        settings = load(
            environ={
                "ACCORD_ENVIRONMENT": "production",
                "ACCORD_AUTH__ALGORITHM": "EdDSA",
                "ACCORD_AUTH__PRIVATE_KEY": str(key),
                "ACCORD_AUTH__PUBLIC_KEY": str(key),
            }
        )

        assert settings.auth.algorithm is TokenAlgorithm.EDDSA


class TestSecrets:
    def test_never_show_themselves(self):
        settings = load(
            environ={
                **PRODUCTION,
                "ACCORD_DATABASE_URL": "postgresql://me:hunter2@db/crm",
                "ACCORD_RATE_LIMITS__REDIS_URL": "redis://:hunter2@redis",
            }
        )

        assert "hunter2" not in f"{settings!r}{settings}"
        assert LONG_SECRET not in f"{settings!r}{settings}"
        assert settings.auth.secret.reveal() == LONG_SECRET

    def test_are_made_once_for_their_owner_alone(self, tmp_path):
        made = load_or_create_secret(tmp_path / "data")

        assert len(made.reveal()) == 43
        assert load_or_create_secret(tmp_path / "data") == made
        files = list((tmp_path / "data").iterdir())
        assert [(each.name, each.stat().st_mode & 0o777) for each in files] == [("auth.secret", 0o600)]


class TestTheSettingsPage:
    def test_is_made_from_the_code(self):
        page = Path(__file__).parents[2] / "docs" / "settings.md"

        assert page.read_text() == document()
