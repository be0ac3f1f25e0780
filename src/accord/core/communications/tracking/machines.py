"""Who follows a link: a person, or a program that looks first.

Apple's mail fetches images in advance and says nothing but `Mozilla/5.0`; scanners of mail servers follow every link
within seconds; browsers fetch ahead and say so. The image proxies of Google and Yahoo fetch when a person looks.
"""

import re
from datetime import datetime, timedelta

from accord.kit.records import Record

SOON = timedelta(seconds=3)
_PROGRAMS = re.compile(
    r"bot\b|crawl|spider|slurp|scan|preview|prefetch|monitor|curl/|wget/|python|java/|go-http|okhttp|axios|node-fetch"
    r"|headless|phantom|barracuda|mimecast|proofpoint|symantec|forcepoint|messagelabs|trendmicro|safelinks|cloudmark"
    r"|facebookexternalhit|whatsapp/|telegram|slack|skypeuripreview|applebot|yandex",
    re.IGNORECASE,
)
_PROXIES = re.compile(r"GoogleImageProxy|YahooMailProxy", re.IGNORECASE)
_AHEAD = re.compile(r"prefetch|preview|prerender", re.IGNORECASE)


class Visit(Record):
    """A request for a link. `purpose` joins the headers by which browsers say that nobody looks yet."""

    user_agent: str = ""
    purpose: str = ""
    method: str = "GET"


def is_machine(visit: Visit, *, sent_at: datetime | None, now: datetime) -> bool:
    """Whether no person made this visit, as far as can be told."""
    if visit.method != "GET" or _AHEAD.search(visit.purpose):
        return True
    if sent_at is not None and now - sent_at < SOON:
        return True
    agent = visit.user_agent.strip()
    if _PROXIES.search(agent):
        return False
    return agent in ("", "Mozilla/5.0") or _PROGRAMS.search(agent) is not None
