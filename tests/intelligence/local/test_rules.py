import pytest

from accord.intelligence.local import rules
from accord.intelligence.local.phrases import key_phrases
from accord.intelligence.local.reading import own_words, units


class TestTheRules:
    @pytest.mark.parametrize(
        ("text", "score"),
        [
            ("happy", 0.6),
            ("HAPPY", 0.6),
            ("happyish", 0),
            ("not happy", -0.6),
            ("never been so happy", -0.6),
            ("not that I can say happy", 0.6),
            ("I am not disappointed", 0.6),
            ("happy and delighted", 0.7),
            ("happy but disappointed", 0),
            ("can't wait for the trip", 0.6),
            ("I cannot complain", 0.6),
            ("I can't log in", -0.6),
            ("not bad", 0.6),
            ("thanks for nothing", -0.6),
            ("Love it!!!", 0.6),
            ("terrible!!!", -0.9),
            ("terrible", -0.6),
            ("terrible and disgusting", -0.9),
            ("not terrible, not disgusting", 0.7),
            ("broken broken broken broken broken", -0.7),
            ("", 0),
        ],
    )
    def test_score_english(self, text, score):
        assert rules.find(text, "en").score == score

    @pytest.mark.parametrize(
        ("text", "score"),
        [
            ("je suis ravi", 0.6),
            ("je ne suis pas satisfait", -0.6),
            ("je n'arrive pas à payer", -0.6),
            ("c'est une honte, votre arnaque", -0.9),
            ("rien à redire", 0.6),
            ("merci d'avance", 0),
        ],
    )
    def test_score_french(self, text, score):
        finding = rules.find(text, "fr")

        assert finding.score == score

    @pytest.mark.parametrize(
        ("text", "decides"),
        [
            ("I am happy", True),
            ("Thanks", False),
            ("I am happy but disappointed", False),
            ("The box was blue", False),
            ("Where is the office?", True),
            ("Where is the office? And when?", False),
            ("Why is nobody there?", False),
            ("I was happy to read the letter that you sent to my house", False),
        ],
    )
    def test_decide_only_what_is_plain(self, text, decides):
        assert rules.find(text, "en").decides is decides


class TestReading:
    @pytest.mark.parametrize(
        "history",
        [
            "\n\nOn Mon, 3 Mar 2026 at 10:00, Support <help@example.com> wrote:\n> It is broken",
            "\n\nLe 3 mars 2026, Support a écrit :\n> C'est nul",
            "\n> It is broken\n> so they say",
            "\n-----Original Message-----\nFrom: a@example.com\nIt is broken",
            "\n________________________________\nFrom: a@example.com\nIt is broken",
            "\n-- \nAnn Terrible\nHorrible Street 1",
            "\nSent from my phone",
        ],
        ids=range(7),
    )
    def test_leaves_history_and_signature_out(self, history):
        assert own_words(f"All is well.{history}") == "All is well."

    def test_finds_an_answer_below_its_quotation(self):
        assert own_words("On Monday I wrote:\n> terrible\nAll fine now") == "All fine now"

    def test_keeps_a_text_that_is_a_quotation_only(self):
        assert own_words("> all of it") == "> all of it"

    def test_cuts_long_texts_into_sentences_and_very_long_ones_to_their_ends(self):
        assert units("Short. And whole.") == ["Short. And whole."]
        many = [f"This is sentence number {number}." for number in range(100)]
        assert units(" ".join(many)) == many[:12] + many[-12:]


class TestKeyPhrases:
    @pytest.mark.parametrize(
        ("text", "language", "phrases"),
        [
            ("I am very happy with the service provided", "en", "happy service provided"),
            ("Service, service and SERVICE!", "en", "service"),
            ("They were to us as we are to them", "en", ""),
            ("L'argent n'est pas arrivé sur mon compte", "fr", "argent arrivé compte"),
            (
                "one1 two2 tri3 for4 fiv5 six6 sev7 eig8 nin9 ten10 ele11",
                "en",
                "one1 two2 tri3 for4 fiv5 six6 sev7 eig8 nin9 ten10",
            ),
            ("No language at all", None, "language"),
        ],
    )
    def test_are_the_words_that_carry_a_topic(self, text, language, phrases):
        assert " ".join(key_phrases(text, language)) == phrases
