import pytest

from accord.kit.http.formats import is_email


class TestAnEmailAddress:
    @pytest.mark.parametrize(
        "text",
        [
            "a@b.co",
            "john.doe+tag@example.com",
            "O'Brien_{x}@sub.example.test",
            "x@xn--exmple-cua.de",
            "ü@exämple.de",
            "用户@例子.公司",
            "a" * 64 + "@example.com",
        ],
    )
    def test_is(self, text):
        assert is_email(text)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "a",
            "a@",
            "@b.co",
            "a@b",
            "a@@b.co",
            "a b@c.de",
            ".a@b.co",
            "a.@b.co",
            "a..b@c.de",
            "a@b..co",
            "a@-b.co",
            "a@b-.co",
            "a@b.c0",
            "a@1.2.3.4",
            "a@[127.0.0.1]",
            '"a b"@c.de',
            "Ann <a@b.co>",
            "a@b.co, c@d.co",
            "a@b.co\nBcc: c@d.co",
            "a\x00@b.co",
            "é\x00@b.co",
            "é\u0085@b.co",
            "a" * 65 + "@example.com",
            "a@" + "b" * 64 + ".com",
            "a@" + "b." * 126 + "com",
            "é" * 300 + "@example.com",
        ],
    )
    def test_is_not(self, text):
        assert not is_email(text)
