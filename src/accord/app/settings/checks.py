"""What types cannot say: forms of values, and settings that need each other."""

import ipaddress
import re
import zoneinfo
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from accord.app.settings.channel_checks import check_channels
from accord.app.settings.errors import SettingsError
from accord.app.settings.intelligence_section import check_intelligence
from accord.app.settings.secret import SECRET_BYTES, Secret
from accord.app.settings.sections import Settings
from accord.app.settings.values import RateLimitStore, TokenAlgorithm, UnknownSubject

LISTEN_KEY = re.compile(r"(?P<host>[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\])?(?::(?P<port>\d{1,5}))?")
LARGEST_PORT = 65535

# Every class of the rate limit table; what each dialect counts under them is the dialect's own.
RATE_LIMIT_CLASSES = (
    "banking.standard", "banking.anonymous",
    "engagement.send", "engagement.history", "engagement.preferences", "engagement.analytics",
    "engagement.default",
    "support.standard", "support.search", "support.ai", "support.webhook", "support.socket",
    "tourism.create-customer", "tourism.log-interaction", "tourism.submit-feedback", "tourism.default",
    "commerce.general", "commerce.ai", "commerce.import",
)  # fmt: skip


def check(settings: Settings) -> None:
    """Raises SettingsError for the first thing that is wrong."""
    _check_server(settings)
    _check_timezone(settings.organisation.timezone)
    _check_public_url(settings.engagement.public_url)
    _check_url("database.url", settings.database.url, ("postgresql", "postgres"))
    _check_rate_limits(settings)
    _check_keys(settings)
    _check_delivery(settings)
    check_channels(settings)
    check_intelligence(settings.intelligence)
    if settings.is_production:
        _check_production(settings)


def _check_server(settings: Settings) -> None:
    for network in settings.server.trusted_proxies:
        try:
            ipaddress.ip_network(network)
        except ValueError as wrong:
            raise SettingsError(
                f"server.trusted_proxies holds {network!r}: it takes networks as 10.0.0.0/8"
            ) from wrong
    for key in settings.listen.map:
        if not _is_listen_key(key):
            raise SettingsError(f"listen.map holds {key!r}: it takes host, host:port or :port, in lower case")
    for origin in settings.cors.allow_origins:
        parts = urlsplit(origin)
        if (
            parts.scheme not in {"http", "https"}
            or origin != f"{parts.scheme}://{parts.netloc}"
            or not parts.netloc
        ):
            raise SettingsError(
                f"cors.allow_origins holds {origin!r}: it takes sites as https://crm.example.com"
            )


def _is_listen_key(key: str) -> bool:
    match = LISTEN_KEY.fullmatch(key)
    return bool(key and match and 0 < int(match["port"] or 1) <= LARGEST_PORT)


def _check_delivery(settings: Settings) -> None:
    if settings.delivery.lease_seconds <= settings.delivery.send_seconds:
        raise SettingsError("delivery.lease_seconds must be longer than delivery.send_seconds")


def _check_timezone(name: str) -> None:
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as wrong:
        raise SettingsError(
            f"organisation.timezone = {name!r}: it takes IANA names as Europe/Berlin"
        ) from wrong


def _check_public_url(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment:
        raise SettingsError(
            f"engagement.public_url = {url!r}: it takes an address as https://crm.example.com"
        )


def _check_url(name: str, url: Secret | None, schemes: Iterable[str]) -> None:
    if url is not None and url.reveal().partition("://")[0] not in schemes:
        raise SettingsError(f"{name} is not allowed: it takes URLs that start with {next(iter(schemes))}://")


def _check_rate_limits(settings: Settings) -> None:
    limits = settings.rate_limits
    for name in limits.overrides:
        if name not in RATE_LIMIT_CLASSES:
            raise SettingsError(
                f"rate_limits.overrides holds {name!r}: it takes {', '.join(RATE_LIMIT_CLASSES)}"
            )
    _check_url("rate_limits.redis_url", limits.redis_url, ("redis", "rediss", "unix"))
    if limits.store is RateLimitStore.REDIS and limits.redis_url is None:
        raise SettingsError("rate_limits.store = redis needs rate_limits.redis_url")
    if limits.store is RateLimitStore.MEMORY and settings.server.processes > 1:
        raise SettingsError(
            "rate_limits.store = memory counts each process alone: "
            f"with server.processes = {settings.server.processes} it takes auto, postgres, redis"
        )


def _check_keys(settings: Settings) -> None:
    auth = settings.auth
    if auth.algorithm is TokenAlgorithm.HS256:
        return
    for name, path in {"private_key": auth.private_key, "public_key": auth.public_key}.items():
        if path is None:
            raise SettingsError(f"auth.algorithm = {auth.algorithm} needs auth.{name}, a PEM file")
        if not Path(path).is_file():
            raise SettingsError(f"auth.{name} = {str(path)!r}: there is no such file")


def _check_production(settings: Settings) -> None:
    auth = settings.auth
    if auth.algorithm is TokenAlgorithm.HS256:
        if auth.secret is None:
            raise SettingsError("auth.secret must be set in production, to at least 32 bytes")
        if len(auth.secret.reveal().encode()) < SECRET_BYTES:
            raise SettingsError("auth.secret is too short for production: it takes at least 32 bytes")
    if auth.unknown_subject is UnknownSubject.MACHINE:
        raise SettingsError("auth.unknown_subject = machine is for development: production takes reject")
    if settings.webhooks.allow_unsigned:
        raise SettingsError("webhooks.allow_unsigned = true is for development: production takes false")
