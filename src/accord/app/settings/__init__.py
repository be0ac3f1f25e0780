"""Every setting of Accord: what it means, where it is read from, and what stops the start.

Owns the names, defaults and checks. Only `accord.app` reads settings; what others need is handed to them.
"""

from accord.app.settings.channel_sections import (
    MailgunSettings,
    SendGridSettings,
    SMTPSettings,
    TwilioSettings,
    WhatsAppSettings,
)
from accord.app.settings.document import document
from accord.app.settings.errors import SettingsError
from accord.app.settings.intelligence_section import IntelligenceSettings
from accord.app.settings.reading import load
from accord.app.settings.secret import Secret, load_or_create_secret
from accord.app.settings.sections import (
    AuthSettings,
    BankingSettings,
    CorsSettings,
    DatabaseSettings,
    DeliverySettings,
    DemoSettings,
    EngagementSettings,
    ImportSettings,
    ListenSettings,
    LogSettings,
    OrganisationSettings,
    RateLimitSettings,
    ServerSettings,
    Settings,
    TourismSettings,
    WebhookSettings,
)
from accord.app.settings.values import (
    Dialect,
    EngagementTiming,
    Environment,
    LogFormat,
    LogLevel,
    RateLimitStore,
    SMTPSecurity,
    TokenAlgorithm,
    UnconfiguredDelivery,
    UnknownSubject,
)

__all__ = [
    "load",
    "document",
    "load_or_create_secret",
    "Secret",
    "SettingsError",
    "Settings",
    "AuthSettings",
    "BankingSettings",
    "CorsSettings",
    "DatabaseSettings",
    "DeliverySettings",
    "DemoSettings",
    "EngagementSettings",
    "ImportSettings",
    "IntelligenceSettings",
    "ListenSettings",
    "LogSettings",
    "MailgunSettings",
    "OrganisationSettings",
    "RateLimitSettings",
    "SMTPSettings",
    "SendGridSettings",
    "ServerSettings",
    "TourismSettings",
    "TwilioSettings",
    "WebhookSettings",
    "WhatsAppSettings",
    "Dialect",
    "EngagementTiming",
    "Environment",
    "LogFormat",
    "LogLevel",
    "RateLimitStore",
    "SMTPSecurity",
    "TokenAlgorithm",
    "UnconfiguredDelivery",
    "UnknownSubject",
]
