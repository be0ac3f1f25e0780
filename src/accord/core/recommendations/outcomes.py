"""What the free text of an outcome says: accepted, refused, not reached, or nothing clear. English and French."""

import re
import unicodedata

from .records import OutcomeReading

# Looked for first: notes of a call that nobody took often tell what will be offered next time.
_NOT_REACHED = re.compile(
    r"\b(no (answer|reply|response|show)|voice ?mail|answering machine|unanswered|unreachable|unavailable|wrong number"
    r"|(not|never|couldnt|cannot|cant|unable to|failed to) (be )?(reach|answer|reply|respond|pick)\w*"
    r"|(didnt|doesnt) (answer|reply|respond|pick)\w*|left (a |him a |her a |them a )?(message|note)|line (was )?busy"
    r"|bounced|(pas|sans) (de )?reponse|injoignable|messagerie|repondeur|pas (pu )?(etre )?joint\w*)\b"
)
_YES = (
    *("accept", "agree", "approv", "signed", "signs", "opened", "bought", "purchas", "subscrib", "enrol"),
    *("upgraded", "booked", "scheduled", "confirm", "completed", "resolved", "solved", "satisfied", "happy"),
    *("thank", "delighted", "verified", "renewed", "submitted", "uploaded", "sold", "success", "daccord"),
    *("souscri", "signe", "ouvert", "achete", "convenu", "resolu", "satisfait", "vendu", "conclu"),
)
_NO = (
    *("refus", "declin", "reject", "denied", "unhappy", "dissatisf", "disagree", "uninterested", "cancel"),
    *("withdr", "complain", "angry", "unacceptable", "unsuccessful", "annul", "mecontent", "resili"),
)
# These say something only where they are denied.
_WISH = ("interest", "interess", "want", "wish", "need", "veut", "souhait", "besoin")
_NOT = frozenset(
    {
        *("not", "no", "never", "nothing", "without", "neither", "nor", "cannot", "cant", "couldnt", "didnt"),
        *("doesnt", "dont", "isnt", "wasnt", "wont", "wouldnt", "hasnt", "havent"),
        *("pas", "ne", "jamais", "rien", "aucun", "aucune", "sans"),
    }
)
_PERHAPS = frozenset(
    {
        *("may", "might", "maybe", "perhaps", "will", "would", "could", "if", "unless", "until", "later"),
        *("pending", "unsure", "whether", "peut", "plus", "si"),
    }
)
_NEAR = 3
_CLAUSE = re.compile(r"[.,;:!?\n]+|\b(?:but|however|though|mais)\b")


def read_outcome(text: str | None) -> OutcomeReading:
    """How an outcome reads. What speaks both ways, or neither, is unclear."""
    plain = _plain(text or "")
    if _NOT_REACHED.search(plain):
        return OutcomeReading.NOT_REACHED
    found = {reading for clause in _CLAUSE.split(plain) for reading in _readings(clause.split())}
    return found.pop() if len(found) == 1 else OutcomeReading.UNCLEAR


def _readings(words: list[str]) -> set[OutcomeReading]:
    """What the words of one clause say; a word is denied, or left open, by one of the three before it."""
    found = set()
    for place, word in enumerate(words):
        before = set(words[max(0, place - _NEAR) : place])
        if before & _PERHAPS:
            continue
        is_denied = bool(before & _NOT)
        if word in ("yes", "oui"):
            found.add(OutcomeReading.ACCEPTED)
        elif word in ("no", "non") and words[place + 1 : place + 2] in ([], ["to"]):
            found.add(OutcomeReading.REFUSED)
        elif word.startswith(_NO):
            if not is_denied:
                found.add(OutcomeReading.REFUSED)
        elif word.startswith(_YES):
            found.add(OutcomeReading.REFUSED if is_denied else OutcomeReading.ACCEPTED)
        elif word.startswith(_WISH) and is_denied:
            found.add(OutcomeReading.REFUSED)
    return found


def _plain(text: str) -> str:
    """Lower case, without accents and apostrophes."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return re.sub(r"['\u2019\u02bc]", "", bare)
