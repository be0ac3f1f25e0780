"""What vendors call at our webhooks, signed as they sign.

The signing here is written from the vendors' documents alone; tests hold it, and our readers, to the official SDKs.
"""

import base64
import hashlib
import hmac
import json
import secrets
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.hashes import SHA256

from .accounts import ACCOUNTS, Accounts


@dataclass(frozen=True)
class Callback:
    """One call of a webhook. Header names are in lower case."""

    url: str
    headers: dict[str, str]
    body: bytes


def twilio_status(
    url: str, sid: str, status: str, *, accounts: Accounts = ACCOUNTS, **fields: str
) -> Callback:
    """A status callback of Twilio."""
    form = {
        "AccountSid": accounts.twilio_sid,
        "ApiVersion": "2010-04-01",
        "From": accounts.twilio_number,
        "MessageSid": sid,
        "MessageStatus": status,
        "SmsSid": sid,
        "SmsStatus": status,
        **fields,
    }
    return _twilio(url, form, accounts)


def twilio_inbound(
    url: str, sender: str, text: str, *, accounts: Accounts = ACCOUNTS, **fields: str
) -> Callback:
    """An inbound message as Twilio passes it on."""
    sid = "SM" + secrets.token_hex(16)
    form = {
        "AccountSid": accounts.twilio_sid,
        "Body": text,
        "From": sender,
        "MessageSid": sid,
        "NumMedia": "0",
        "SmsMessageSid": sid,
        "SmsSid": sid,
        "SmsStatus": "received",
        "To": accounts.twilio_number,
        **fields,
    }
    return _twilio(url, form, accounts)


def _twilio(url: str, form: dict[str, str], accounts: Accounts) -> Callback:
    text = url + "".join(name + form[name] for name in sorted(form))
    digest = hmac.new(accounts.twilio_token.encode(), text.encode(), hashlib.sha1).digest()
    headers = {
        "content-type": "application/x-www-form-urlencoded; charset=UTF-8",
        "x-twilio-signature": base64.b64encode(digest).decode(),
    }
    return Callback(url, headers, urlencode(form).encode())


def whatsapp_status(taken: dict[str, Any], status: str, at: int) -> dict[str, Any]:
    """What Meta says of a message that it took, as a line of the ledger holds it; `at` is in seconds of Unix."""
    sent = taken["sent"]
    brought = {name: sent[name] for name in ("biz_opaque_callback_data",) if name in sent}
    told = {"id": taken["id"], "status": status, "timestamp": str(at), "recipient_id": sent["to"]}
    return told | brought


def whatsapp_call(url: str, value: dict[str, Any], *, accounts: Accounts = ACCOUNTS) -> Callback:
    """A call of Meta about `statuses` or `messages`."""
    metadata = {
        "display_phone_number": accounts.whatsapp_number,
        "phone_number_id": accounts.whatsapp_number_id,
    }
    content = {"messaging_product": "whatsapp", "metadata": metadata, **value}
    change = {"value": content, "field": "messages"}
    call = {"object": "whatsapp_business_account", "entry": [{"id": "8856996819413533", "changes": [change]}]}
    body = json.dumps(call).encode()
    digest = hmac.new(accounts.whatsapp_secret.encode(), body, hashlib.sha256).hexdigest()
    headers = {"content-type": "application/json", "x-hub-signature-256": f"sha256={digest}"}
    return Callback(url, headers, body)


def sendgrid_events(url: str, events: list[dict[str, Any]], *, accounts: Accounts = ACCOUNTS) -> Callback:
    """A batch of SendGrid's events."""
    return sendgrid_call(url, "application/json", json.dumps(events).encode(), accounts=accounts)


def sendgrid_call(url: str, media_type: str, body: bytes, *, accounts: Accounts = ACCOUNTS) -> Callback:
    """Whatever SendGrid posts, signed."""
    stamp = str(int(time.time()))
    signature = accounts.sendgrid_signer.sign(stamp.encode() + body, ECDSA(SHA256()))
    headers = {
        "content-type": media_type,
        "x-twilio-email-event-webhook-signature": base64.b64encode(signature).decode(),
        "x-twilio-email-event-webhook-timestamp": stamp,
    }
    return Callback(url, headers, body)


def mailgun_event(url: str, data: dict[str, Any], *, accounts: Accounts = ACCOUNTS) -> Callback:
    """One event of Mailgun."""
    body = json.dumps({"signature": mailgun_signature(accounts), "event-data": data}).encode()
    return Callback(url, {"content-type": "application/json"}, body)


def mailgun_signature(accounts: Accounts = ACCOUNTS) -> dict[str, str]:
    """What Mailgun signs: a timestamp and a token that it uses once."""
    stamp, token = str(int(time.time())), secrets.token_hex(25)
    digest = hmac.new(accounts.mailgun_signing.encode(), (stamp + token).encode(), hashlib.sha256)
    return {"timestamp": stamp, "token": token, "signature": digest.hexdigest()}
