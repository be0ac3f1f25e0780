"""Delivery analytics: what became of the messages of the engagement API, by time, channel and type; export; alerts.

Owns    nothing
Emits   DeliveryAlertRaised, DeliveryExported
Needs   communications, customers
"""

from .alerts import AlertThreshold, DeliveryAlertRaised, raise_delivery_alerts
from .csv_file import csv_of
from .exporting import DeliveryExported, export_delivery
from .pdf import pdf_of
from .records import DeliveryQuery, DeliveryReport, Figures, Grouping
from .rules import average_seconds, by_month, by_week, rate
from .service import report_delivery

__all__ = [
    "AlertThreshold",
    "DeliveryAlertRaised",
    "DeliveryExported",
    "DeliveryQuery",
    "DeliveryReport",
    "Figures",
    "Grouping",
    "average_seconds",
    "by_month",
    "by_week",
    "csv_of",
    "export_delivery",
    "pdf_of",
    "raise_delivery_alerts",
    "rate",
    "report_delivery",
]
