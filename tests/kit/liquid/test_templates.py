"""A template reads values, within limits, and does nothing else."""

import time

import pytest

from accord.kit.liquid import SECONDS, BadTemplate, Language, RenderingFailed, parse


def shown(source, html=False, language=Language.ENGLISH, **values):
    return parse(source, html=html).render(values, language=language)


class TestATemplate:
    def test_shows_values_by_their_paths(self):
        assert (
            shown("Hi {{ who.name }}, {{ list[1] }}!", who={"name": "Priya"}, list=[1, 2]) == "Hi Priya, 2!"
        )

    def test_takes_a_missing_value_as_an_empty_text(self):
        assert shown("[{{ nothing.at.all }}{% for x in nobody %}x{% endfor %}]") == "[]"

    def test_escapes_every_value_in_html(self):
        assert shown("<p>{{ x }}</p>", html=True, x="<script>'\"&") == "<p>&lt;script&gt;&#39;&#34;&amp;</p>"

    @pytest.mark.parametrize(
        "filters", ["escape", "strip | upcase", "append: ''", "newline_to_br", "join: ','"]
    )
    def test_escapes_what_filters_made_of_it(self, filters):
        assert "<b" not in shown("{{ x | " + filters + " }}", html=True, x=["<b>"]).lower()
        assert "<b" not in shown("{{ x | " + filters + " }}", html=True, x="<b>").lower()

    def test_sees_no_values_as_a_template(self):
        assert shown("{{ x }}", x="{{ secret }}{% for %}", secret="s") == "{{ secret }}{% for %}"

    @pytest.mark.parametrize(
        "path", ["x.__class__", "x.__class__.__mro__", "x.keys", "x.format", "x['__init__']"]
    )
    def test_sees_no_attribute_of_a_value(self, path):
        assert shown("[{{ " + path + " }}]", x={}) == shown("[{{ " + path + " }}]", x="text") == "[]"

    def test_has_no_clock(self):
        assert shown("[{{ now }}{{ today }}]") == "[]"

    def test_is_not_stopped_by_what_else_the_machine_does(self):
        class Waiting(dict):
            def __getitem__(self, key):
                time.sleep(SECONDS + 0.05)
                return super().__getitem__(key)

        assert shown("{{ x.a }}{{ y }}", x=Waiting(a="a"), y="b") == "ab"


class TestMoneyAndDates:
    @pytest.mark.parametrize(
        ("value", "english", "french"),
        [
            (1234.5, "1,234.50", "1\u00a0234,50"),
            (500000, "500,000.00", "500\u00a0000,00"),
            ("0.005", "0.01", "0,01"),
            (-3, "-3.00", "-3,00"),
            (-0.0, "0.00", "0,00"),
            (-0.001, "0.00", "0,00"),
            ("-0", "0.00", "0,00"),
            ("on request", "on request", "on request"),
            (True, "True", "True"),
            ("1e999999999", "1e999999999", "1e999999999"),
            (None, "", ""),
            ([1], "", ""),
        ],
    )
    def test_money_is_written_as_the_language_writes_it(self, value, english, french):
        assert shown("{{ x | money }}", x=value) == english
        assert shown("{{ x | money }}", x=value, language=Language.FRENCH) == french

    @pytest.mark.parametrize(
        ("value", "english", "french"),
        [
            ("2025-12-15", "December 15, 2025", "15 décembre 2025"),
            ("2025-08-01T10:30:00Z", "August 1, 2025", "1er août 2025"),
            ("soon", "soon", "soon"),
            (20251215, "20251215", "20251215"),
            (None, "", ""),
        ],
    )
    def test_dates_are_written_as_the_language_writes_them(self, value, english, french):
        assert shown("{{ x | date }}", x=value) == english
        assert shown("{{ x | date }}", x=value, language=Language.FRENCH) == french


class TestALink:
    @pytest.mark.parametrize("address", ["https://example.com/a?b=1#c", "http://example.com:8080/"])
    def test_is_an_address_of_the_web(self, address):
        assert shown("{{ x | link }}", x=f" {address} ") == address

    @pytest.mark.parametrize(
        "address",
        [
            *(
                "javascript:alert(1)",
                "JaVaScRiPt:alert(1)",
                "data:text/html,x",
                "file:///etc/passwd",
                "//x.example",
            ),
            *(
                "https://",
                "https://a b",
                "https://x\r\nLocation: y",
                "https://user:pw@example.com",
                "https://x/\u202e",
            ),
            *(
                "https:/\\evil.example",
                "https://[::1",
                "https://x:99999/",
                "/path",
                7,
                None,
                ["https://x.example"],
            ),
        ],
    )
    def test_is_nothing_else(self, address):
        assert shown("{{ x | link }}", x=address) == ""


STALLS = [
    "{% for a in (1..1000000000000000000000000000000) %}x{% endfor %}",
    "{% for a in (1..9000) %}{% endfor %}",
    "{% for a in (1..3000) %}{% endfor %}" * 2,
    "{% for a in (1..70) %}{% for b in (1..70) %}"
    + "{% if a == b %}{% endif %}" * 900
    + "{% endfor %}{% endfor %}",
    "{{ (1..100000000) | join: ',' }}",
    "{% assign x = 'aaaaaaaaaaaaaaaa' %}" + "{% assign x = x | append: x %}" * 40 + "{{ x }}",
    "{% capture x %}{% for a in (1..4999) %}" + "a" * 500 + "{% endfor %}{% endcapture %}",
    "{% for a in (1..4999) %}" + "a" * 500 + "{% endfor %}",
    "{{ x | nothing_like_it }}",
    "{{ 99999999999999999999999999 | append: 'x' }}",
]
UNREADABLE = [
    "{{" * 20_000,
    "{% if " * 9_000,
    "{{ a | append: " * 3_000,
    "{{ a[" * 9_000,
    "{{ " + " " * 60_000 + "}}",
    "{% for x in xs %}" * 40,
    "{% include 'secrets' %}",
    "{% render 'secrets' %}",
    "{% layout 'x' %}",
    "{{ ''.__class__ }}",
    "{% if a %}",
    "{% endif %}",
    "x" * 70_000,
    "{{ a }}" * 2_001,
]


class TestAHostileTemplate:
    @pytest.mark.parametrize("source", STALLS, ids=range(len(STALLS)))
    def test_is_stopped(self, source):
        began = time.perf_counter()

        with pytest.raises((RenderingFailed, BadTemplate)):
            shown(source, x="x")

        assert time.perf_counter() - began < 1

    @pytest.mark.parametrize("source", UNREADABLE, ids=range(len(UNREADABLE)))
    def test_is_not_read(self, source):
        began = time.perf_counter()

        with pytest.raises(BadTemplate):
            parse(source)

        assert time.perf_counter() - began < 1
