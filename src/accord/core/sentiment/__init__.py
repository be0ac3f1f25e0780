"""Sentiment: how what customers wrote sounds, by whom that was judged, and on what grounds.

Owns    sentiments
Emits   SentimentAnalysed, SentimentDeleted
Needs   customers; what judges a text, and who knows whose interactions and cases are, by ports

A text is judged before an act begins, because a judge may be remote; the act records the judgement. The record of
a merged customer belongs to the survivor. It outlives the interaction or the case that it was made of.
"""

from .events import SentimentAnalysed, SentimentDeleted
from .labels import bounded_score, label_of
from .ports import OwnerOf, SentimentAnalyser, Subjects
from .records import Analysis, AnalysisQuery, Judgement, Mode, NewAnalysis, Sentiment
from .service import (
    delete_analysis,
    get_analysis,
    list_analyses,
    list_analyses_of_case,
    list_analyses_of_customer,
    list_analyses_of_interaction,
    record_analysis,
)

__all__ = [
    "Analysis",
    "AnalysisQuery",
    "Judgement",
    "Mode",
    "NewAnalysis",
    "OwnerOf",
    "Sentiment",
    "SentimentAnalysed",
    "SentimentAnalyser",
    "SentimentDeleted",
    "Subjects",
    "bounded_score",
    "delete_analysis",
    "get_analysis",
    "label_of",
    "list_analyses",
    "list_analyses_of_case",
    "list_analyses_of_customer",
    "list_analyses_of_interaction",
    "record_analysis",
]
