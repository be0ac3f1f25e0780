"""Subjects, and the words that every message shares, by language."""

from accord.kit.liquid import Language

from .records import MessageType

_ENGLISH = {
    MessageType.WELCOME: "Welcome to {company}!",
    MessageType.BUDGET_SUMMARY: "Your Budget Strategies are Ready!",
    MessageType.VENDOR_OPTIONS: "Your Vendor Options are Ready!",
    MessageType.SELECTION_CONFIRMATION: "Selection Confirmed",
    MessageType.BLUEPRINT_DELIVERY: "Your Event Blueprint is Ready!",
    MessageType.ERROR_NOTIFICATION: "Update on Your Plan",
    MessageType.REMINDER: "Friendly Reminder",
}
_FRENCH = {
    MessageType.WELCOME: "Bienvenue chez {company} !",
    MessageType.BUDGET_SUMMARY: "Vos stratégies budgétaires sont prêtes !",
    MessageType.VENDOR_OPTIONS: "Vos prestataires sont sélectionnés !",
    MessageType.SELECTION_CONFIRMATION: "Choix confirmé",
    MessageType.BLUEPRINT_DELIVERY: "Votre plan détaillé est prêt !",
    MessageType.ERROR_NOTIFICATION: "Des nouvelles de votre projet",
    MessageType.REMINDER: "Petit rappel",
}
_SUBJECTS = {Language.ENGLISH: _ENGLISH, Language.FRENCH: _FRENCH}
_NEWS = {Language.ENGLISH: "News from {company}", Language.FRENCH: "Des nouvelles de {company}"}
_NOBODY = {Language.ENGLISH: "there", Language.FRENCH: "à vous"}

WORDS: dict[Language, dict[str, str]] = {
    Language.ENGLISH: {
        "open": "Open",
        "regards": "Kind regards",
        "preferences": "Preferences",
        "unsubscribe": "Unsubscribe",
    },
    Language.FRENCH: {
        "open": "Ouvrir",
        "regards": "Cordialement",
        "preferences": "Préférences",
        "unsubscribe": "Se désabonner",
    },
}


def language_of(name: str | None) -> Language:
    """The language that a tag or a name in any case means (`fr-CA`, `French`); English for every other."""
    word = (name or "").strip().lower()
    if word in ("french", "français", "francais") or word.replace("_", "-").split("-")[0] in (
        "fr",
        "fra",
        "fre",
    ):
        return Language.FRENCH
    return Language.ENGLISH


def default_subject(message_type: MessageType | None, language: Language, company: str) -> str:
    """The subject of a type of message; of one that no template knows, a general one."""
    subject = _NEWS[language] if message_type is None else _SUBJECTS[language][message_type]
    return subject.format(company=company)


def nobodys_name(language: Language) -> str:
    """How somebody is addressed whose name nobody knows."""
    return _NOBODY[language]


def link_words(language: str | None) -> dict[str, str]:
    """What the links at the end of an e-mail are called (`preferences`, `unsubscribe`)."""
    return WORDS[language_of(language)]
