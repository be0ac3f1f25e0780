"""What SMTP servers' replies and silences mean."""

import re

import aiosmtplib

from accord.adapters.channels.words import one_line
from accord.core.communications import FailureKind, Refused

PROVIDER = "smtp"

# Refusals of ourselves: they say nothing about the message.
_ABOUT_US = (
    aiosmtplib.SMTPAuthenticationError,
    aiosmtplib.SMTPConnectResponseError,
    aiosmtplib.SMTPHeloError,
)
# What is answered to a message of which the sender was taken.
_TO_MESSAGE = (aiosmtplib.SMTPRecipientRefused, aiosmtplib.SMTPDataError)
_TOO_FAST = re.compile(
    r"\brate\b|\brate-?limit|throttl|too many|too fast|quota exceeded|\b4\.7\.\d", re.IGNORECASE
)
# What servers say for good although it is about our day: tomorrow they take more.
_OUR_QUOTA = re.compile(r"\b5\.4\.5\b|sending (?:limit|quota)|submissionquota", re.IGNORECASE)
# What speaks of this recipient alone, whatever else it says: a full mailbox, a server that greets strangers late.
_ABOUT_RECIPIENT = re.compile(r"\b4\.2\.[1-4]\b|gr[ae]y-?list", re.IGNORECASE)
# The status that a reply begins with: addresses (1), mailboxes (2), contents (6) and policies (7) are the recipient's
# matter; the mail system (3), the way there (4) and the conversation (5) are not.
_STATUS = re.compile(r"\s*4\.([1-7])\.\d{1,3}\b")
_OF_RECIPIENT = {"1", "2", "6", "7"}
_BUSY_MAILBOX = 450
_FULL = re.compile(r"\b5\.2\.2\b")
# Addresses have words of their own.
_ADDRESS = re.compile(r"<[^<>\s]*>|\S+@\S+")
_NOT_OURS = {530, 534, 535, 538}
_WRONG_IN_ITSELF = {500, 501, 502, 503, 504, 523, 552, 553, 555}
# RFC 3463: no such mailbox, it moved without a trace, its domain takes no mail.
_GONE = re.compile(r"\b5\.1\.(?:1|6|10)\b")
_BAD_ADDRESS = re.compile(r"\b5\.1\.[37]\b|\b5\.3\.4\b")


def kind_of_reply(code: int, text: str) -> FailureKind:
    """What a reply of 400 or more means."""
    if code in _NOT_OURS:
        return FailureKind.AUTH_FAILURE
    words = _ADDRESS.sub(" ", text)
    is_too_fast = _TOO_FAST.search(words) and not _ABOUT_RECIPIENT.search(words)
    if code == 421 or (_OUR_QUOTA.search(words) if code >= 500 else is_too_fast):
        return FailureKind.RATE_LIMIT
    if code >= 500 and _FULL.search(words):
        return FailureKind.PERMANENT
    if code in _WRONG_IN_ITSELF or (code >= 500 and _BAD_ADDRESS.search(text)):
        return FailureKind.INVALID_INPUT
    return FailureKind.PERMANENT if code >= 500 else FailureKind.TRANSIENT


def is_about_recipient(code: int, text: str, *, named: bool) -> bool:
    """Whether a reply of 400 to 499 is about one recipient; `named` says that it answers to `RCPT`."""
    if _ABOUT_RECIPIENT.search(_ADDRESS.sub(" ", text)):
        return True
    status = _STATUS.match(text)
    return named and (status[1] in _OF_RECIPIENT if status else code == _BUSY_MAILBOX)


def refusal_of(failed: Exception, *, sent: bool) -> Refused:
    """The refusal that a failure amounts to; `sent` says that the content had been on its way."""
    if isinstance(failed, aiosmtplib.SMTPResponseException) and failed.code >= 400:
        return _replied(failed)
    if isinstance(failed, TimeoutError):
        return _silent("no answer in time", sent=sent)
    if isinstance(failed, aiosmtplib.SMTPException) and not isinstance(
        failed, OSError | aiosmtplib.SMTPResponseException
    ):
        # The server has no STARTTLS or no AUTH: our settings do not fit it, and only a person can mend that.
        return Refused(provider=PROVIDER, kind=FailureKind.AUTH_FAILURE, message=one_line(str(failed)))
    return _silent(one_line(f"{type(failed).__name__}: {failed}"), sent=sent)


def _replied(failed: aiosmtplib.SMTPResponseException) -> Refused:
    kind = kind_of_reply(failed.code, failed.message)
    if isinstance(failed, _ABOUT_US) and failed.code >= 500:
        kind = FailureKind.AUTH_FAILURE
    return Refused(
        provider=PROVIDER,
        kind=kind,
        code=str(failed.code),
        message=one_line(failed.message),
        is_address_gone=kind is FailureKind.PERMANENT
        and not isinstance(failed, aiosmtplib.SMTPSenderRefused)  # that speaks of our own address
        and _GONE.search(failed.message) is not None,
        is_about_recipient=kind is FailureKind.TRANSIENT
        and isinstance(failed, _TO_MESSAGE)
        and is_about_recipient(
            failed.code, failed.message, named=isinstance(failed, aiosmtplib.SMTPRecipientRefused)
        ),
    )


def _silent(why: str, *, sent: bool) -> Refused:
    kind = FailureKind.DOUBTFUL if sent else FailureKind.TRANSIENT
    return Refused(provider=PROVIDER, kind=kind, message=why)
