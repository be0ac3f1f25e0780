import asyncpg
import pytest

from accord.kit.discretion import describe, discreet, discreet_text, is_hidden


class TestAFieldsName:
    @pytest.mark.parametrize(
        "name",
        [
            "password",
            "newPassword",
            "reset_token",
            "refreshTokens",
            "Authorization",
            "set-cookie",
            "api_key",
            "apiKey",
            "X-API-Key",
            "privateKey",
            "client_secret",
            "email",
            "customerEmail",
            "EMAIL",
            "phone_number",
            "full_name",
            "firstName",
            "name",
            "dateOfBirth",
            "client_ip",
            "message_text",
            "body",
            "query",
        ],
    )
    def test_hides_secrets_and_what_is_known_of_people(self, name):
        assert is_hidden(name)

    @pytest.mark.parametrize(
        "name",
        [
            "method",
            "status",
            "ms",
            "dialect",
            "path",
            "customer_id",
            "attempt",
            "key",
            "tokenizer",
            "emailing",
        ],
    )
    def test_tells_the_rest(self, name):
        assert not is_hidden(name)


class TestText:
    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("nothing to hide, 12:30, 2026-02-12", "nothing to hide, 12:30, 2026-02-12"),
            ("GET /customers/email/ann.b+c@example.com/x", "GET /customers/email/***/x"),
            ("to=ü@exämple.de;", "to=***;"),
            ("/email/ann%40example.com?x=1", "/email/***?x=1"),
            ("Authorization: Bearer abcdef.ghijkl", "Authorization: ***"),
            ("token eyJhbGciOi.eyJzdWIi.c2ln-_", "token ***"),
            ("postgresql://ann:secret@db:5432/accord", "postgresql://***@db:5432/accord"),
            ("call +49 (30) 901-820 now", "call *** now"),
            ("+4930901820", "***"),
            ('invalid input syntax for type uuid: "ann"', "invalid input syntax for type uuid: ***"),
            ("duplicate key\nDETAIL:  Key (email)=(ann) already exists.", "duplicate key"),
            ("0b5d8c2e-7f53-4c83-9d21-2f6a3b1c9e10", "0b5d8c2e-7f53-4c83-9d21-2f6a3b1c9e10"),
        ],
    )
    def test_loses_what_tells_of_people_and_secrets(self, text, told):
        assert discreet_text(text) == told

    def test_is_cut(self):
        assert len(discreet_text("x" * 100_000)) == 2003


class TestValues:
    def test_are_looked_into(self):
        fields = {
            "status": 200,
            "request": {"headers": {"Cookie": "a=b"}, "to": ["ann@example.com", 1.5, None, True]},
            "sent": b"secret bytes",
            "problem": ValueError("ann@example.com is taken"),
        }

        assert discreet(fields) == {
            "status": 200,
            "request": {"headers": {"Cookie": "***"}, "to": ["***", 1.5, None, True]},
            "sent": "12 bytes",
            "problem": "ValueError: *** is taken",
        }

    def test_end_somewhere(self):
        endless: list[object] = []
        endless.append(endless)

        assert discreet({"endless": endless}) == {"endless": [[[[["***"]]]]]}


class TestAnError:
    def test_of_the_database_is_told_by_its_code_and_names(self):
        error = asyncpg.UniqueViolationError(
            'duplicate key value violates unique constraint "customers_email_key"'
        )
        error.detail = "Key (email)=(ann@example.com) already exists."
        error.table_name = "customers"
        error.constraint_name = "customers_email_key"

        assert describe(error) == "UniqueViolationError 23505 customers customers_email_key"

    def test_is_told_by_its_kind_and_discreet_text(self):
        assert describe(KeyError("ann@example.com")) == "KeyError: '***'"
        assert describe(ValueError()) == "ValueError"
