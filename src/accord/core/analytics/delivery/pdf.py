"""The door to the PDF: what draws it is loaded when somebody asks for one."""

import importlib

from .records import DeliveryReport


def pdf_of(report: DeliveryReport, *, house: str) -> bytes:
    """The report as PDF, in the name of `house`. It takes some tenths of a second: not for an event loop."""
    # The library brings fonts, pictures and numbers: 45 MB in every process, for what few ask.
    pdf_file = importlib.import_module("accord.core.analytics.delivery.pdf_file")
    return bytes(pdf_file.drawn(report, house=house))
