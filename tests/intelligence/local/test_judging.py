from decimal import Decimal

import pytest

from accord.core.sentiment import Mode, Sentiment


class TestTheLocalAnalyser:
    @pytest.mark.parametrize(
        ("text", "label", "language"),
        [
            (
                "The young woman at your desk stayed after closing to help my father with every page.",
                "positive",
                "en",
            ),
            ("You told us the bus would wait, it left, and we walked nine miles at night.", "negative", "en"),
            ("Vous aviez promis un appel hier et mon téléphone est resté muet.", "negative", "fr"),
            ("Notre fille parle encore de la visite, quel beau souvenir.", "positive", "fr"),
            ("La réunion du comité est fixée au 12 mars dans la salle bleue.", "neutral", "fr"),
            ("The report covers the second quarter and has four annexes.", "neutral", "en"),
        ],
    )
    def test_understands_what_no_lexicon_holds(self, local, text, label, language):
        judged = local.judge(text)

        assert (judged.label, judged.language) == (label, language)
        assert (judged.basis, judged.mode) == ("embeddings", Mode.LOCAL)

    def test_tells_its_versions_and_reasons(self, local):
        judged = local.judge("The driver left without us and nobody told the children why.")

        assert judged.model_version.startswith("e5-small-q4+sentiment-")
        assert judged.reasons[0].startswith("negative 0.")

    @pytest.mark.parametrize(
        "text", ["This is fraud, I never signed that paper.", "C'est une arnaque, votre contrat."]
    )
    def test_takes_hard_words_in_a_negative_text_for_very_negative(self, local, text):
        assert local.judge(text).label is Sentiment.VERY_NEGATIVE

    def test_does_not_take_a_hard_word_alone_for_it(self, local):
        text = "My lawyer friend is very happy with you and will open an account here next week."

        assert local.judge(text).label in (Sentiment.POSITIVE, Sentiment.NEUTRAL)

    def test_judges_long_texts_by_sentences_and_keeps_the_worst(self, local):
        kind = "The hotel was lovely and the guide was kind to the children. " * 4
        text = kind + "But you charged my card twice and nobody answers my letters about it."

        judged = local.judge(text)

        assert any(reason.startswith("worst of 5 sentences: -0.") for reason in judged.reasons)

    def test_does_not_call_good_what_ends_in_anger(self, local):
        text = "The hotel was lovely and the guide was kind to the children. " * 4 + (
            "I have never been lied to like this and I will see you in court, you thieves."
        )

        assert local.judge(text).label is not Sentiment.POSITIVE

    def test_says_that_a_language_is_weak_and_never_escalates_by_it(self, local):
        judged = local.judge("Hii ni aibu, mmeiba pesa zangu na hakuna anayejibu.")

        assert judged.label is Sentiment.NEGATIVE
        assert "weak language: sw" in judged.reasons
        assert judged.confidence <= 0.5

    def test_does_not_escalate_by_rules_in_a_weak_language_either(self, local, bare):
        text = "Utapeli! Ninyi ni wezi na waongo, nitaita wakili!!!"

        assert {local.judge(text).label, bare.judge(text).label} == {Sentiment.NEGATIVE}

    def test_says_that_it_does_not_know_a_language(self, local):
        judged = local.judge("mujhe mera paisa abhi tak nahi mila hai")

        assert (judged.language, judged.reasons[-1]) == (None, "language not recognised")

    def test_asks_the_model_where_rules_would_contradict_it(self, local):
        judged = local.judge("On Tuesday we lost a perfect day: the boat never came.")

        assert (judged.label, judged.basis) == (Sentiment.NEGATIVE, "embeddings")


class TestWithoutTheModel:
    def test_rules_answer_and_say_so(self, bare):
        judged = bare.judge("The driver left without us and nobody told the children why.")

        assert (judged.mode, judged.basis, judged.model_version) == (Mode.DEGRADED, "rules", "rules-1")

    def test_silence_is_neutral_and_worth_little(self, bare):
        judged = bare.judge("The report covers the second quarter.")

        assert (judged.label, judged.score, judged.confidence) == (Sentiment.NEUTRAL, 0, Decimal("0.4"))

    def test_french_is_read_by_french_rules(self, bare):
        judged = bare.judge("Je suis vraiment déçu par votre service")

        assert (judged.label, judged.language) == (Sentiment.NEGATIVE, "fr")
