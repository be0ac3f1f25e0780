import pytest

from accord.core.recommendations import read_outcome

READ = {
    "accepted": (
        "Customer accepted premium account upgrade",
        "Signed up, happy",
        "yes",
        "Yes, opened the account",
        "Case resolved, customer satisfied",
        "Meeting booked for Monday",
        "No problem, she agreed",
        "A souscrit le compte épargne",
        "D'accord",
        "D\u2019accord, signé",
    ),
    "refused": (
        "Customer refused",
        "Not interested",
        "Didn't accept the offer",
        "didn\u2019t want it",
        "No",
        "Said no to the offer",
        "He declined politely.",
        "Customer is unhappy with the rate",
        "not satisfied at all",
        "Le client n'est pas intéressé",
        "A refusé",
    ),
    "not_reached": (
        "No answer, will call back",
        "Left a message on his voicemail",
        "Could not reach the customer",
        "Couldn't be reached; she accepted a call last week",
        "Not reached",
        "Pas de réponse",
        "Client injoignable",
    ),
    "unclear": (
        None,
        "",
        "Called",
        "He may accept later",
        "Will decide tomorrow",
        "Would accept if the rate were better",
        "did not refuse",
        "Declined the loan but accepted a meeting",
        "yesterday",
    ),
}


@pytest.mark.parametrize(
    ("text", "reading"), [(text, reading) for reading, texts in READ.items() for text in texts]
)
def test_an_outcome_reads_as(text, reading):
    assert read_outcome(text) == reading
