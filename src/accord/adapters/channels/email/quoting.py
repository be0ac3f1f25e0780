"""The words of a reply without the mail that it answers."""

import re

# How mail programs introduce what they quote, in the languages of our users.
_INTRODUCTIONS = re.compile(
    r"^[ \t]*(?:"
    r"On\b.{5,200}\bwrote:|Am\b.{5,200}\bschrieb\b.{0,200}:|Le\b.{5,200}\ba écrit\s?:|El\b.{5,200}\bescribió:|"
    r"Il\b.{5,200}\bha scritto:|Op\b.{5,200}\bschreef\b.{0,200}:|Em\b.{5,200}\bescreveu:|"
    r"-{2,10} ?(?:Original Message|Ursprüngliche Nachricht|Message d'origine|Mensaje original) ?-{2,10}|"
    r"-{2,10} ?Forwarded message ?-{2,10}|_{20,200}"
    r")[ \t]*$",
    re.IGNORECASE | re.MULTILINE | re.DOTALL,
)
_OUTLOOK = re.compile(
    r"^[ \t]*\*?(?:From|Von|De|Da|Van):\*?\s.+\n(?:.*\n){0,3}?"
    r"[ \t]*\*?(?:Sent|Gesendet|Envoyé|Enviado|Inviato|Verzonden|Date):",
    re.IGNORECASE | re.MULTILINE,
)
_SIGNATURE = re.compile(r"^-- ?$", re.MULTILINE)
_QUOTED = re.compile(r"^\s*>")
_SENT_FROM = re.compile(
    r"\n[ \t]*(?:Sent from my|Von meinem|Envoyé de mon|Get Outlook for)\b[^\n]*$", re.IGNORECASE
)
LONGEST_SEARCHED = 200_000


def reply_of(text: str) -> str:
    """What the sender wrote on top. The whole text when nothing would be left of it."""
    searched = text[:LONGEST_SEARCHED].replace("\r\n", "\n")
    ends = (_INTRODUCTIONS.search(searched), _OUTLOOK.search(searched))
    found = [match.start() for match in ends if match]
    kept = searched[: min(found, default=len(searched))]
    if signature := _SIGNATURE.search(kept):
        kept = kept[: signature.start()]
    lines = kept.rstrip().split("\n")
    while lines and (_QUOTED.match(lines[-1]) or not lines[-1].strip()):
        lines.pop()
    kept = _SENT_FROM.sub("", "\n".join(lines)).strip()
    return kept or text.strip()
