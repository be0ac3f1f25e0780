"""The settings as a page for operators."""

from collections.abc import Iterable

from accord.app.settings.catalogue import Setting, list_settings

HEAD = """\
# Settings

This page is made from the code: `python -m accord.app.settings > docs/settings.md`.

Settings are read from `accord.toml` in the working directory (another file: `--config`, or `ACCORD_CONFIG`),
each section a table. An environment variable overrides the file; an empty one counts as absent. In the
environment lists are written `a,b` and tables `name=value,name=value`. A wrong value or an unknown name stops
the start with one line that says what is allowed.

```toml
environment = "production"

[server]
processes = 4

[listen.map]
":5001" = "banking"

[rate_limits.overrides]
"banking.standard" = 5000
```
"""
TABLE_HEAD = "| setting | environment | default | allowed | meaning |\n| --- | --- | --- | --- | --- |\n"


def document() -> str:
    """The whole of docs/settings.md."""
    sections: dict[str, list[Setting]] = {}
    for setting in list_settings().values():
        sections.setdefault(setting.section, []).append(setting)
    return HEAD + "".join(_table(name, settings) for name, settings in sections.items())


def _table(section: str, settings: Iterable[Setting]) -> str:
    title = f"\n## `{section}`\n\n" if section else "\n## General\n\n"
    return title + TABLE_HEAD + "".join(_row(each) for each in settings)


def _row(setting: Setting) -> str:
    default = setting.default_text()
    cells = (
        f"`{setting.name}`",
        f"`{setting.environment_name}`",
        f"`{default}`" if default else "",
        setting.allowed(),
        setting.description,
    )
    return f"| {' | '.join(cells)} |\n"
