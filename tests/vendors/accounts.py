"""Whom the stand-ins know."""

import base64
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


@dataclass(frozen=True)
class Accounts:
    """One customer of each vendor. The keys are always the same, so that one process signs and another verifies."""

    twilio_sid: str = "AC" + "5ef8732a3c49700934481addd5ce1659"[:32]
    twilio_token: str = "2f6a7c1de9b04f3385aa4b1c9d7e6f50"
    twilio_number: str = "+15005550006"
    twilio_service: str = "MG" + "9752274e9e519418a7406176694466fa"[:32]
    whatsapp_number_id: str = "106540352242922"
    whatsapp_number: str = "15550783881"
    whatsapp_token: str = "EAAJB-token-of-a-system-user"
    whatsapp_secret: str = "8a3c51e9f07b42d6"
    whatsapp_verify: str = "a word of ours"
    whatsapp_templates: tuple[tuple[str, int], ...] = (("friendly_reminder", 2), ("plain_notice", 0))
    sendgrid_key: str = "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"
    sendgrid_sender: str = "desk@example.com"
    mailgun_key: str = "key-3ax6xnjp29jd6fds4gc373sgvjxteol0"
    mailgun_domain: str = "mg.example.com"
    mailgun_signing: str = "4f1d0b9c8a7e65d2"
    smtp_user: str = "accord"
    smtp_password: str = "correct horse"
    sendgrid_signer: EllipticCurvePrivateKey = field(
        default_factory=lambda: generate_private_key(SECP256R1())
    )

    @property
    def sendgrid_public_key(self) -> str:
        """The verification key as SendGrid's settings page shows it."""
        key = self.sendgrid_signer.public_key()
        return base64.b64encode(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()


ACCOUNTS = Accounts()
