"""The settings themselves. This file is the single source: documentation and checks are made from it."""

from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from accord.app.settings.channel_sections import (
    MailgunSettings,
    SendGridSettings,
    SMTPSettings,
    TwilioSettings,
    WhatsAppSettings,
)
from accord.app.settings.intelligence_section import IntelligenceSettings
from accord.app.settings.secret import Secret
from accord.app.settings.section import Section
from accord.app.settings.values import (
    Dialect,
    EngagementTiming,
    Environment,
    LogFormat,
    LogLevel,
    RateLimitStore,
    TokenAlgorithm,
    UnconfiguredDelivery,
    UnknownSubject,
)


class ServerSettings(Section, frozen=True):
    """The HTTP server and its processes."""

    host: Annotated[str, Meta(description="The address to listen on.")] = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65535, description="The port to listen on; 0 takes any free one.")] = (
        8000
    )
    processes: Annotated[int, Meta(ge=1, le=64, description="How many API processes share the work.")] = 1
    worker: Annotated[bool, Meta(description="Whether this command also runs the job worker.")] = True
    trusted_proxies: Annotated[
        tuple[str, ...],
        Meta(description="Networks (CIDR) whose forwarded headers are believed for the client's address."),
    ] = ()
    shutdown_seconds: Annotated[
        int, Meta(ge=0, le=3600, description="How long running requests may finish after a stop.")
    ] = 20
    docs: Annotated[bool, Meta(description="Whether the API documentation pages are served.")] = True


class ListenSettings(Section, frozen=True):
    """Hosts and ports that belong to one dialect."""

    map: Annotated[
        dict[str, Dialect],
        Meta(
            description="`host`, `host:port` or `:port` to the dialect served there at its own base path, "
            "for example `:5001=banking,:3000=commerce`."
        ),
    ] = msgspec.field(default_factory=dict)


class CorsSettings(Section, frozen=True):
    """Browsers on other sites."""

    allow_origins: Annotated[
        tuple[str, ...], Meta(description="Sites whose pages may call the API, as `https://crm.example.com`.")
    ] = ()


class DatabaseSettings(Section, frozen=True):
    """The PostgreSQL database."""

    url: Annotated[
        Secret | None,
        Meta(
            description="A PostgreSQL (15 or newer) to use, as `postgresql://user:password@host/name`. "
            "Unset: an embedded one is started in the data folder. Also `ACCORD_DATABASE_URL`."
        ),
    ] = None
    pool_size: Annotated[int, Meta(ge=1, le=1000, description="Connections kept by each process.")] = 10


class OrganisationSettings(Section, frozen=True):
    """The organisation this installation serves."""

    timezone: Annotated[
        str, Meta(description="IANA time zone in which times without a zone and business hours are read.")
    ] = "UTC"
    name: Annotated[
        str, Meta(min_length=1, max_length=120, description="What the organisation is called in messages.")
    ] = "Accord"
    postal_address: Annotated[
        Annotated[str, Meta(max_length=300)] | None,
        Meta(description="Its postal address, which many laws ask for at the end of e-mails."),
    ] = None


class RateLimitSettings(Section, frozen=True):
    """Counting and refusing requests."""

    enabled: Annotated[
        bool, Meta(description="Off: no counting, no refusing and no headers (for load tests).")
    ] = True
    store: Annotated[
        RateLimitStore,
        Meta(
            description="Where they are counted; `auto` is `memory` for one process, `postgres` for several."
        ),
    ] = RateLimitStore.AUTO
    redis_url: Annotated[
        Secret | None, Meta(description="The Redis or Valkey of `rate_limits.store=redis`.")
    ] = None
    overrides: Annotated[
        dict[str, Annotated[int, Meta(ge=1)]],
        Meta(description="Other limits for single classes, for example `banking.standard=5000`."),
    ] = msgspec.field(default_factory=dict)


class AuthSettings(Section, frozen=True):
    """Tokens."""

    algorithm: Annotated[
        TokenAlgorithm, Meta(description="How tokens are signed; the only algorithm that is accepted.")
    ] = TokenAlgorithm.HS256
    secret: Annotated[
        Secret | None,
        Meta(
            description="The key of HS256, at least 32 bytes in production. "
            "Unset in development: made once and kept in the data folder."
        ),
    ] = None
    private_key: Annotated[Path | None, Meta(description="PEM file that signs tokens (RS256, EdDSA).")] = None
    public_key: Annotated[Path | None, Meta(description="PEM file that checks tokens (RS256, EdDSA).")] = None
    issuer: Annotated[str, Meta(description="The `iss` of the tokens we issue and accept.")] = "accord"
    access_token_seconds: Annotated[
        int, Meta(ge=1, le=86400, description="How long an access token lives.")
    ] = 3600
    strict_claims: Annotated[
        bool, Meta(description="Whether `iss`, `aud` and `kind` are mandatory in tokens.")
    ] = False
    unknown_subject: Annotated[
        UnknownSubject,
        Meta(
            description="What a valid token of an unknown subject gets: 401, "
            "or exactly its claims (`machine`, development only)."
        ),
    ] = UnknownSubject.REJECT


class EngagementSettings(Section, frozen=True):
    """Sending to customers."""

    wait_seconds: Annotated[
        float, Meta(ge=0, le=60, description="How long a sending request waits for its first attempt.")
    ] = 5.0
    timing: Annotated[
        EngagementTiming,
        Meta(description="Whether messages go out at once or in business hours, by their urgency."),
    ] = EngagementTiming.PROMPT
    public_url: Annotated[
        str,
        Meta(description="Where recipients' browsers reach this server: links in e-mails begin with it."),
    ] = "http://localhost:8000"
    alert_failure_rate: Annotated[
        float,
        Meta(
            ge=0,
            le=100,
            description="Supervisors are told when so many per cent of a channel's messages of an hour fail; "
            "0 tells nobody.",
        ),
    ] = 10.0
    alert_least_messages: Annotated[
        int, Meta(ge=1, description="Fewer messages of a channel in an hour than this raise no alert.")
    ] = 20


class DeliverySettings(Section, frozen=True):
    """How messages are handed to providers, and channels without one."""

    unconfigured: Annotated[
        UnconfiguredDelivery,
        Meta(description="Write the message to the local outbox and count it as sent, or refuse to send."),
    ] = UnconfiguredDelivery.RECORD
    at_once: Annotated[
        int, Meta(ge=1, le=200, description="Messages of one channel that each process hands over at a time.")
    ] = 8
    per_second: Annotated[
        dict[str, Annotated[float, Meta(ge=0.01)]],
        Meta(
            description="Messages that all processes and machines together send in a second at most, by channel, "
            "for example `sms=10`. A channel that is not named has no limit."
        ),
    ] = msgspec.field(default_factory=dict)
    send_seconds: Annotated[
        float,
        Meta(
            ge=0.1,
            le=600,
            description="How long handing one message over may take; after that nobody knows whether it was taken.",
        ),
    ] = 45.0
    lease_seconds: Annotated[
        float,
        Meta(
            ge=0.2,
            le=3600,
            description="A message whose process died is taken over after so many seconds; longer than "
            "`delivery.send_seconds`.",
        ),
    ] = 75.0
    retry_seconds: Annotated[
        tuple[Annotated[float, Meta(ge=0)], ...],
        Meta(
            min_length=1,
            description="Pauses after the first, second and further failed attempts on a channel.",
        ),
    ] = (60.0, 300.0, 900.0)
    promotional_per_day: Annotated[
        int,
        Meta(
            ge=0,
            description="Promotional messages that a customer gets within 24 hours at most; 0 sets no limit.",
        ),
    ] = 0


class WebhookSettings(Section, frozen=True):
    """Webhooks in and out."""

    allow_unsigned: Annotated[
        bool,
        Meta(description="Accept provider webhooks for which no secret is configured (development only)."),
    ] = False
    allow_private_targets: Annotated[
        bool, Meta(description="Deliver our webhooks to private and local addresses too.")
    ] = False


class ImportSettings(Section, frozen=True):
    """Reading customer files."""

    sync_rows: Annotated[
        int, Meta(ge=0, description="Files of up to so many rows are answered with the report itself.")
    ] = 1000


class LogSettings(Section, frozen=True):
    """What the server tells its operator."""

    level: Annotated[LogLevel, Meta(description="The least important line that is written.")] = LogLevel.INFO
    format: Annotated[LogFormat, Meta(description="Lines for people or for machines.")] = LogFormat.TEXT


class BankingSettings(Section, frozen=True):
    """The banking dialect."""

    service_name: Annotated[
        str, Meta(min_length=1, description="The service's name in its health answer.")
    ] = "Wekeza CRM API"


class TourismSettings(Section, frozen=True):
    """The tourism dialect."""

    service_name: Annotated[
        str, Meta(min_length=1, description="The service's name in its health answer.")
    ] = "CRM Service"


class DemoSettings(Section, frozen=True):
    """Something to look at for newcomers."""

    enabled: Annotated[bool, Meta(description="Fill an empty database with an invented organisation.")] = True


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that can be set, by section."""

    environment: Annotated[Environment, Meta(description="What this installation is for.")] = (
        Environment.DEVELOPMENT
    )
    data: Annotated[Path, Meta(description="The folder for the embedded database, files and secrets.")] = (
        Path(".data")
    )
    server: ServerSettings = ServerSettings()
    listen: ListenSettings = ListenSettings()
    cors: CorsSettings = CorsSettings()
    database: DatabaseSettings = DatabaseSettings()
    organisation: OrganisationSettings = OrganisationSettings()
    rate_limits: RateLimitSettings = RateLimitSettings()
    auth: AuthSettings = AuthSettings()
    engagement: EngagementSettings = EngagementSettings()
    delivery: DeliverySettings = DeliverySettings()
    smtp: SMTPSettings = SMTPSettings()
    twilio: TwilioSettings = TwilioSettings()
    whatsapp: WhatsAppSettings = WhatsAppSettings()
    sendgrid: SendGridSettings = SendGridSettings()
    mailgun: MailgunSettings = MailgunSettings()
    webhooks: WebhookSettings = WebhookSettings()
    imports: ImportSettings = msgspec.field(name="import", default=ImportSettings())
    log: LogSettings = LogSettings()
    intelligence: IntelligenceSettings = IntelligenceSettings()
    banking: BankingSettings = BankingSettings()
    tourism: TourismSettings = TourismSettings()
    demo: DemoSettings = DemoSettings()

    @property
    def is_production(self) -> bool:
        """Whether development's conveniences are off."""
        return self.environment is Environment.PRODUCTION

    @property
    def rate_limit_store(self) -> RateLimitStore:
        """Where requests are counted, with `auto` decided."""
        if self.rate_limits.store is not RateLimitStore.AUTO:
            return self.rate_limits.store
        return RateLimitStore.MEMORY if self.server.processes == 1 else RateLimitStore.POSTGRES


# Where production differs from the defaults above, unless the operator says otherwise.
PRODUCTION_DEFAULTS = {"delivery.unconfigured": UnconfiguredDelivery.REFUSE, "demo.enabled": False}
