"""What the pages behind the links of e-mails say, in each language there is."""

from accord.core.communications.templates import language_of
from accord.core.interactions import Channel
from accord.kit.liquid import Language
from accord.kit.records import Record


class Words(Record, kw_only=True):
    """One language's words. `ask_unsubscribe` names the `house`; the rest is said as it is."""

    language: str
    bad_link: str
    bad_link_why: str
    away: str
    away_until: str
    unsubscribe: str
    ask_unsubscribe: str
    unsubscribed: str
    no_more: str
    preferences: str
    how: str
    allowed: str
    preferred: str
    quiet: str
    start: str
    end: str
    zone: str
    save: str
    saved: str
    bad_form: str
    bad_time: str
    bad_zone: str
    channels: dict[Channel, str]


_ENGLISH = Words(
    language="en",
    bad_link="This link does not work",
    bad_link_why="It may be too old, or a part of it is missing.",
    away="Not available now",
    away_until="Please try again in a moment.",
    unsubscribe="Unsubscribe",
    ask_unsubscribe="Shall {house} send you no more e-mails?",
    unsubscribed="You are unsubscribed",
    no_more="We will send you no more e-mails.",
    preferences="Your preferences",
    how="How may we reach you?",
    allowed="Write to me by",
    preferred="I prefer",
    quiet="Do not disturb me",
    start="From",
    end="to",
    zone="Time zone",
    save="Save",
    saved="Your choices are saved.",
    bad_form="The form could not be read.",
    bad_time="Times are written as 22:00.",
    bad_zone="This time zone is not known.",
    channels={Channel.EMAIL: "E-mail", Channel.SMS: "SMS", Channel.WHATSAPP: "WhatsApp"},
)
_FRENCH = Words(
    language="fr",
    bad_link="Ce lien ne fonctionne pas",
    bad_link_why="Il est peut-être trop ancien, ou il en manque une partie.",
    away="Indisponible pour le moment",
    away_until="Veuillez réessayer dans un instant.",
    unsubscribe="Se désabonner",
    ask_unsubscribe="Ne plus recevoir d'e-mails de {house} ?",
    unsubscribed="Vous êtes désabonné(e)",
    no_more="Nous ne vous enverrons plus d'e-mails.",
    preferences="Vos préférences",
    how="Comment pouvons-nous vous joindre ?",
    allowed="Écrivez-moi par",
    preferred="Je préfère",
    quiet="Ne pas me déranger",
    start="De",
    end="à",
    zone="Fuseau horaire",
    save="Enregistrer",
    saved="Vos choix sont enregistrés.",
    bad_form="Le formulaire n'a pas pu être lu.",
    bad_time="Les heures s'écrivent 22:00.",
    bad_zone="Ce fuseau horaire est inconnu.",
    channels={Channel.EMAIL: "E-mail", Channel.SMS: "SMS", Channel.WHATSAPP: "WhatsApp"},
)
_WORDS = {Language.ENGLISH: _ENGLISH, Language.FRENCH: _FRENCH}


def words_in(language: str | None) -> Words:
    """The words in the language that a tag or a name means; English where there are none."""
    return _WORDS[language_of(language)]


def words_accepted(header: str | None) -> Words:
    """The words that a browser's `Accept-Language` asks for first, of those there are (RFC 9110, 12.5.4)."""
    wished = [_weighed(each) for each in (header or "")[:1000].split(",")]
    for tag, _ in sorted(wished, key=lambda wish: -wish[1]):
        words = words_in(tag)
        if tag.lower().startswith(words.language):
            return words
    return _ENGLISH


def _weighed(wish: str) -> tuple[str, float]:
    tag, _, weight = wish.partition(";")
    try:
        return tag.strip(), float(weight.strip().removeprefix("q=") or 1.0)
    except ValueError:
        return tag.strip(), 0.0
