from collections import Counter

from accord.core.sentiment import Sentiment
from accord.intelligence.local.head import load_head
from tools.fit_sentiment import read_exemplars, version_of


class TestTheShippedHead:
    def test_is_fitted_on_the_exemplars_that_are_here(self):
        assert load_head().version == version_of(read_exemplars())

    def test_knows_every_label_and_each_exemplars_language(self):
        head = load_head()

        assert set(head.classes) == set(Sentiment)
        assert set(head.means) == {language for language, _, _ in read_exemplars()}


class TestTheExemplars:
    def test_are_each_there_once_and_labelled(self):
        exemplars = read_exemplars()

        texts = Counter(text for _, _, text in exemplars)
        assert [text for text, times in texts.items() if times > 1] == []
        assert {label for _, label, _ in exemplars} == set(Sentiment)
