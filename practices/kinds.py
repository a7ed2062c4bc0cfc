"""The kinds of record, by the name that stands in addresses, files and the index."""

from __future__ import annotations

from typing import Final

from practices.articles.models import Article
from practices.evaluations.models import Evaluation
from practices.events.models import Event
from practices.good_practices.models import Practice
from practices.organisations.models import Network, Organisation
from practices.partnerships.models import DevelopmentPartnership, TransnationalPartnership
from practices.programmes.models import Programme
from practices.recommendations.models import Recommendation, RecommendationSet, RecommendationUnit
from practices.records.models import Record
from practices.reports.models import Report
from practices.tools.models import Tool

KINDS: Final[dict[str, type[Record]]] = {
    model.kind: model
    for model in (
        Practice,
        DevelopmentPartnership,
        TransnationalPartnership,
        Network,
        Organisation,
        Programme,
        Tool,
        Evaluation,
        Event,
        Report,
        RecommendationSet,
        Recommendation,
        RecommendationUnit,
        Article,
    )
}
