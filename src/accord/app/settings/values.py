"""The words settings may hold."""

from enum import StrEnum


class Environment(StrEnum):
    """What this installation is for; production is strict and has no demo."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class Dialect(StrEnum):
    """The five published contracts."""

    BANKING = "banking"
    ENGAGEMENT = "engagement"
    SUPPORT = "support"
    TOURISM = "tourism"
    COMMERCE = "commerce"


class RateLimitStore(StrEnum):
    """Where requests are counted."""

    AUTO = "auto"
    MEMORY = "memory"
    POSTGRES = "postgres"
    REDIS = "redis"


class EngagementTiming(StrEnum):
    """When a message without a wished time goes out."""

    PROMPT = "prompt"
    BUSINESS = "business"


class UnconfiguredDelivery(StrEnum):
    """What happens to a message of a channel without a provider."""

    RECORD = "record"
    REFUSE = "refuse"


class SMTPSecurity(StrEnum):
    """How a connection to a mail server is protected."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


class UnknownSubject(StrEnum):
    """What a valid token of nobody we know is worth."""

    REJECT = "reject"
    MACHINE = "machine"


class TokenAlgorithm(StrEnum):
    """How tokens are signed; one algorithm for an installation."""

    HS256 = "HS256"
    RS256 = "RS256"
    EDDSA = "EdDSA"


class LogLevel(StrEnum):
    """The least important line that is written."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class LogFormat(StrEnum):
    """Lines for machines or for people."""

    JSON = "json"
    TEXT = "text"
