import pytest

from accord.core.communications import Intent
from accord.core.communications.words import asks_for_help, intent_of, selected


class TestTheIntentOfAMessage:
    @pytest.mark.parametrize(
        ("text", "intent"),
        [
            ("STOP", Intent.OPT_OUT),
            (" stop. ", Intent.OPT_OUT),
            ("Unsubscribe", Intent.OPT_OUT),
            ("cancel", Intent.OPT_OUT),
            ("stopall", Intent.OPT_OUT),
            ("OptOut!", Intent.OPT_OUT),
            ("START", Intent.OPT_IN),
            ("please stop writing", Intent.UNKNOWN),
            ("cancel my order", Intent.REJECTION),
            ("Yes, please", Intent.CONFIRMATION),
            ("ok", Intent.CONFIRMATION),
            ("yesterday was fine", Intent.UNKNOWN),
            ("No thanks", Intent.REJECTION),
            ("nothing", Intent.UNKNOWN),
            ("option 2", Intent.SELECTION),
            ("I take Choice 12", Intent.SELECTION),
            ("option two", Intent.UNKNOWN),
            ("HELP", Intent.HELP_REQUEST),
            ("a question about support", Intent.HELP_REQUEST),
            ("", Intent.UNKNOWN),
        ],
    )
    def test_is_read_from_whole_words(self, text, intent):
        assert intent_of(text) is intent

    def test_names_what_was_selected(self):
        assert (selected("Option 3 please"), selected("the third")) == (3, None)

    def test_asks_for_help_as_the_whole_message_only(self):
        assert (asks_for_help(" Help? "), asks_for_help("help me")) == (True, False)
