"""The command line, as an operator types it."""

import csv
import re
from uuid import UUID

import httpx
import pytest
import typer

from accord.app.cli import app

from .people import BANKING, TOURISM, account_holder, traveller

PASSWORD = "correct horse battery staple"
ROWS = 500


@pytest.fixture(scope="module")
def server(module_installation):
    return module_installation.serve()


@pytest.fixture
def run(module_installation):
    """Run a command that succeeds; what it printed."""

    def done(*arguments, **settings):
        ended = module_installation.run(*arguments, **settings)
        assert (ended.returncode, ended.stderr) == (0, ""), ended.stderr
        return ended.stdout

    return done


@pytest.fixture
def call(server):
    def send(method, path, token, **given):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return httpx.request(
            method, f"{server.base}{path}", headers=headers, timeout=60, trust_env=False, **given
        )

    return send


def commands(group=None, words=()):
    """Every command, with the words that call it."""
    group = group or typer.main.get_command(app)
    yield words, group
    for name, command in getattr(group, "commands", {}).items():
        yield from commands(command, (*words, name))


class TestHelp:
    @pytest.mark.parametrize("command", ["", "import customers"])
    def test_is_shown(self, module_installation, command):
        shown = module_installation.run(*command.split(), "--help")

        assert (shown.returncode, shown.stderr) == (0, "")
        assert f"Usage: accord {command}".strip() in shown.stdout

    @pytest.mark.parametrize(("words", "command"), [(" ".join(words), each) for words, each in commands()])
    def test_explains_each_command_and_what_it_takes(self, words, command):
        unexplained = [each.name for each in command.params if not getattr(each, "help", None)]

        assert command.help
        assert unexplained == []

    def test_covers_every_command(self):
        assert {" ".join(words) for words, _ in commands()} == {
            *("", "serve", "worker", "migrate", "demo", "timeline"),
            *("user", "user create", "token", "token issue"),
            *("import", "import customers", "export", "export customers"),
            *(
                "communications",
                *(
                    f"communications {act}"
                    for act in ("failed", "retry", "relieve", "outbox", "preview", "take-mail")
                ),
            ),
        }


class TestCreatingAUser:
    def test_makes_somebody_who_can_sign_in(self, run, call, server):
        told = run("user", "create", "ann@example.com", "--name", "Ann", "--password", PASSWORD)
        user_id, email, role = told.split()

        body = {"email": email, "password": PASSWORD}
        session = call("POST", f"{TOURISM}/auth/login", "", json=body).json()

        assert (email, role, session["user"]["id"]) == ("ann@example.com", "agent", user_id)
        assert call("GET", f"{TOURISM}/auth/me", session["access_token"]).json() == session["user"]

    def test_of_an_unknown_role_names_the_roles(self, module_installation):
        refused = module_installation.run(
            *("user", "create", "x@example.com", "--name", "X", "--role", "king", "--password", PASSWORD)
        )

        assert refused.returncode == 2
        assert "must be one of admin, supervisor, agent" in refused.stderr

    def test_with_a_taken_address_is_refused_in_one_line(self, run, module_installation):
        new = ("user", "create", "twice@example.com", "--name", "T", "--password", PASSWORD)
        run(*new)

        refused = module_installation.run(*new)

        assert (refused.returncode, refused.stdout) == (1, "")
        assert re.fullmatch(r"accord: [^\n]+\n", refused.stderr)


class TestIssuingAToken:
    def test_grants_what_was_named(self, run, call, server):
        token = run("token", "issue", "reports", "--grant", "crm:read:customers").strip()

        assert call("GET", f"{BANKING}/customers", token).status_code == 200
        assert call("GET", f"{BANKING}/interactions", token).status_code == 403

    def test_can_be_for_one_dialect(self, run, call, server):
        token = run("token", "issue", "tours", "--dialect", "tourism").strip()

        assert call("GET", f"{TOURISM}/customers/", token).status_code == 200
        assert call("GET", f"{BANKING}/customers", token).status_code == 401

    def test_can_be_an_api_key(self, run, call, server):
        key = run("token", "issue", "shop", "--key").strip()

        assert "." not in key
        assert call("GET", f"{BANKING}/customers", key).status_code == 200

    def test_can_be_one_customers_own(self, run, call, server):
        made = [
            call("POST", f"{BANKING}/customers", server.token, json=account_holder(n)).json()["id"]
            for n in (1, 2)
        ]

        token = run("token", "issue", "her", "--customer", made[0]).strip()

        assert [item["id"] for item in call("GET", f"{BANKING}/customers", token).json()] == [made[0]]
        assert call("GET", f"{BANKING}/customers/{made[1]}", token).status_code == 404


class TestReadingATimeline:
    def test_shows_what_each_dialect_did(self, run, call, server):
        customer = call("POST", f"{BANKING}/customers", server.token, json=account_holder(3)).json()["id"]
        called = {"customer_id": customer, "channel": "phone", "summary": "Asked about the Atlas tour"}
        assert call("POST", f"{TOURISM}/interactions/", server.token, json=called).status_code == 201

        newest, oldest = run("timeline", customer).splitlines()

        assert newest.split()[1:3] == ["tourism", "interaction.logged"]
        assert oldest.split()[1:3] == ["banking", "customer.created"]

    def test_of_nobody_is_refused_in_one_line(self, module_installation):
        refused = module_installation.run("timeline", str(UUID(int=7)))

        assert (refused.returncode, refused.stdout) == (1, "")
        assert re.fullmatch(r"accord: [^\n]+\n", refused.stderr)


class TestOtherCommands:
    def test_migrate_can_be_repeated(self, run):
        assert [run("migrate"), run("migrate")] == ["The database is up to date.\n"] * 2

    def test_demo_invents_the_same_people_once(self, run):
        told = [run("demo", "--customers", "5").splitlines()[-1] for _ in range(2)]

        assert told == ["5 customers were made.", "0 customers were made."]

    @pytest.mark.parametrize(
        ("variable", "text", "told"),
        [
            ("LOG__LEVEL", "loud", "log.level = 'loud' in ACCORD_LOG__LEVEL is not allowed: it takes debug, info"),
            ("SERVER__PROT", "1", "ACCORD_SERVER__PROT is not a setting: did you mean ACCORD_SERVER__PORT?"),
        ],
    )  # fmt: skip
    def test_name_a_wrong_setting_in_one_line(self, module_installation, variable, text, told):
        refused = module_installation.run("migrate", **{f"ACCORD_{variable}": text})

        assert (refused.returncode, refused.stdout) == (2, "")
        assert refused.stderr.startswith(f"accord: {told}")
        assert refused.stderr.count("\n") == 1

    @pytest.mark.parametrize(
        ("place", "reason"),
        [("nobody@127.0.0.1:1/nothing", "ConnectionRefusedError"), (None, "InvalidCatalogNameError")],
    )
    def test_tell_of_an_absent_database_in_one_line(self, module_installation, dsn, place, reason):
        url = f"postgresql://{place}" if place else dsn.replace("_journey", "_absent")

        refused = module_installation.run("migrate", ACCORD_DATABASE_URL=url)

        line = f"accord: the database cannot be used: {reason}\n"
        assert (refused.returncode, refused.stdout, refused.stderr) == (1, "", line)


class TestCustomersInFiles:
    def test_come_in_and_go_out(self, module_installation, folder):
        people = [traveller(number) for number in range(5000, 5000 + ROWS)]
        given, written = folder / "in.csv", folder / "out.csv"
        write(given, people)

        told = [self.bring(module_installation, given)]
        assert module_installation.run("export", "customers", str(written)).returncode == 0
        told.append(self.bring(module_installation, written))

        assert told[0].endswith(f"{ROWS} rows: {ROWS} imported, 0 updated, 0 skipped, 0 failed.")
        assert re.search(r"(\d+) rows: 0 imported, 0 updated, \1 skipped, 0 failed\.$", told[1])
        with written.open(encoding="utf-8-sig", newline="") as file:
            kept = {row["email"] for row in csv.DictReader(file)}
        assert kept.issuperset(person["email"] for person in people)

    def bring(self, installation, file):
        """Import a file; what was told of it."""
        ended = installation.run("import", "customers", str(file))
        assert ended.returncode == 0, ended.stderr
        return " ".join(ended.stdout.split())


def write(path, people):
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.DictWriter(file, ("full_name", "email", "phone"), extrasaction="ignore")
        rows.writeheader()
        rows.writerows(people)
