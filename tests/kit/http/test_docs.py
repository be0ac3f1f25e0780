import re

from accord.kit.http.docs import asset, docs_page


class TestTheInteractivePage:
    def test_names_files_that_are_there(self):
        page = docs_page("Things", "/things/api/openapi.json").decode()

        files = re.findall(r'(?:src|href)="/things/api/docs/([^"]+)"', page)

        assert len(files) == 4
        assert all(asset(name) is not None for name in files)

    def test_has_nothing_inline_and_nothing_from_elsewhere(self):
        page = docs_page("Things", "openapi.json").decode()

        assert re.search(r"<script>|<style|\son\w+=|https?:|//", page) is None

    def test_quotes_the_title(self):
        assert b"<title>A &lt;b&gt; &amp; c</title>" in docs_page("A <b> & c", "openapi.json")

    def test_serves_its_script_and_its_styles(self):
        script, kind = asset("start.js")
        styles, style_kind = asset("swagger-ui.css")

        assert (kind, style_kind) == ("text/javascript; charset=utf-8", "text/css; charset=utf-8")
        assert b"SwaggerUIBundle" in script
        assert len(styles) > 100_000

    def test_serves_no_other_file(self):
        assert [asset(name) for name in ("", "__init__.py", "../app.py", "page.html", "swagger-ui.js")] == [
            None
        ] * 5
