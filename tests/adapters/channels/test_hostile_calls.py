"""What strangers can make us read takes no longer than it is long."""

from contextlib import suppress
from time import process_time

import pytest

from accord.adapters.channels.email import read_mail
from accord.adapters.channels.mailgun import MailgunReader
from accord.adapters.channels.sendgrid import SendGridReader
from accord.core.communications import NotAuthentic, Unreadable
from accord.kit import clock

SECONDS = 2.0
MANY = 20_000
WEARY = {
    "quotes": b'"',
    "encoded": b"=?utf-8?q?a?= ",
    "commas": b",",
    "semicolons": b"; a=b",
    "words": b"a ",
    "brackets": b"<",
    "comments": b"(",
    "continued": b"; a*0*=b",
    "folded": b"a\r\n ",
    "addresses": b"Name <a@b.example>, ",
}
NAMES = (b"From", b"To", b"Subject", b"Date", b"References", b"Content-Type", b"Content-Disposition")


def seconds_of(act) -> float:
    begun = process_time()
    with suppress(Unreadable, NotAuthentic):
        act()
    return process_time() - begun


class TestAMail:
    @pytest.mark.parametrize("weary", WEARY)
    @pytest.mark.parametrize("name", NAMES)
    def test_with_a_weary_header_is_read_soon(self, weary, name):
        raw = name + b": " + WEARY[weary] * MANY + b"\r\nFrom: ann@customer.example\r\n\r\nhi"

        assert seconds_of(lambda: read_mail(raw)) < SECONDS

    @pytest.mark.parametrize("charset", [b"punycode", b"idna", b"utf-7", b"unicode_escape", b"zip"])
    def test_in_a_charset_of_no_mails_is_read_soon(self, charset):
        raw = b"From: ann@customer.example\r\nContent-Type: text/plain; charset=" + charset + b"\r\n\r\n"

        assert seconds_of(lambda: read_mail(raw + b"9" * 800_000)) < SECONDS

    def test_with_parts_in_parts_is_read_soon(self):
        raw = b"From: ann@customer.example\r\n"
        for number in range(500):
            raw += b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (number, number)

        assert seconds_of(lambda: read_mail(raw)) < SECONDS


FORMS = {
    "parts": b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n' * 100_000,
    "parameters": b"--b\r\nContent-Disposition: form-data; " + b'a="b"; ' * 100_000 + b"\r\n\r\nx\r\n",
    "semicolons": b"--b\r\nContent-Disposition: form-data" + b";" * 1_000_000 + b"\r\n\r\nx\r\n",
    "quotes": b'--b\r\nContent-Disposition: form-data; name="' + b'\\"' * 500_000 + b"\r\n\r\nx\r\n",
    "headers": b"--b\r\n" + b"a: b\r\n" * 500_000 + b"\r\nx\r\n",
    "lines": b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n' + b"x\r\n" * 2_000_000,
    "mixed": b"--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" * 50_000,
}


class TestAForm:
    @pytest.mark.parametrize("name", FORMS)
    @pytest.mark.parametrize(
        "reader", [MailgunReader(signing_key="k"), SendGridReader(public_key=None, allow_unsigned=True)]
    )
    def test_that_is_weary_is_refused_soon(self, name, reader):
        headers = {"content-type": "multipart/form-data; boundary=b"}
        body = FORMS[name] + b"--b--\r\n"

        def read() -> None:
            reader.read(url="", headers=headers, body=body, now=clock.now())

        assert seconds_of(read) < SECONDS

    def test_of_a_mails_head_in_many_lines_is_read_soon(self):
        head = "From: ann@customer.example\nX-Long: a\n" + " b\n" * 500_000
        body = f'--b\r\nContent-Disposition: form-data; name="headers"\r\n\r\n{head}\r\n--b--\r\n'.encode()
        reader = SendGridReader(public_key=None, allow_unsigned=True)

        def read() -> None:
            reader.read(
                url="",
                headers={"content-type": "multipart/form-data; boundary=b"},
                body=body,
                now=clock.now(),
            )

        assert seconds_of(read) < SECONDS
