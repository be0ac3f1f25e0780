"""How e-mails look. Styles stand in the elements themselves, since many readers drop style sheets."""

import re

_INK = "#1d2b2a"
_QUIET = "#5f6f6d"
_BRAND = "#14514d"
_LINE = "#dfe7e5"
_FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"

STYLES = {
    "body": f"margin:0;padding:0;background:#eef3f2;{_FONT};color:{_INK}",
    "preheader": "display:none;max-height:0;overflow:hidden;opacity:0",
    "page": "background:#eef3f2",
    "around": "padding:32px 0",
    "sheet": f"width:600px;max-width:100%;background:#ffffff;border-radius:14px;overflow:hidden;{_FONT}",
    "band": (
        f"background:{_BRAND};color:#ffffff;padding:22px 40px;font-size:17px;font-weight:600;letter-spacing:.2px"
    ),
    "content": f"padding:36px 40px 28px;font-size:16px;line-height:1.6;color:{_INK}",
    "title": f"margin:0 0 20px;font-size:25px;line-height:1.25;font-weight:700;color:{_INK}",
    "paragraph": "margin:0 0 16px",
    "note": f"margin:0 0 16px;padding:14px 18px;background:#f2f7f6;border-left:4px solid {_BRAND};border-radius:6px",
    "warning": "margin:0 0 16px;padding:14px 18px;background:#fff6e8;border-left:4px solid #c77700;border-radius:6px",
    "card": f"margin:0 0 14px;border:1px solid {_LINE};border-radius:10px;border-collapse:separate",
    "cardname": "padding:14px 18px 10px;font-size:16px;font-weight:600",
    "cardvalue": f"padding:14px 18px 10px;font-size:16px;font-weight:700;color:{_BRAND};white-space:nowrap",
    "cardtext": f"padding:0 18px 12px;font-size:14px;color:{_QUIET}",
    "row": f"padding:8px 18px;border-top:1px solid {_LINE};font-size:14px;color:{_QUIET}",
    "partname": (
        f"padding:8px 18px;border-top:1px solid {_LINE};font-size:14px;color:{_QUIET};text-transform:capitalize"
    ),
    "action": "margin:24px 0 12px",
    "buttoncell": f"background:{_BRAND};border-radius:8px",
    "button": (
        "display:inline-block;padding:13px 28px;font-size:16px;font-weight:600;color:#ffffff;text-decoration:none"
    ),
    "closing": "margin:28px 0 0",
    "footer": f"padding:20px 40px 28px;border-top:1px solid {_LINE}",
    "small": f"margin:0 0 6px;font-size:12px;line-height:1.5;color:{_QUIET}",
    "quiet": f"color:{_QUIET};text-decoration:underline",
    "pixel": "display:block;width:1px;height:1px;border:0",
}

_PLACE = re.compile(r'styled="(\w+)"')


def styled(source: str) -> str:
    """A template's source with each `styled="name"` replaced by that style. Raises KeyError for an unknown one."""
    return _PLACE.sub(lambda found: f'style="{STYLES[found[1]]}"', source)
