"""The catalogue's models, gathered for Django."""

from practices.articles.models import Article
from practices.catalogue.models import StarterState
from practices.claims.models import Claim, Dataset
from practices.conflicts.models import Conflict, ConflictValue
from practices.conflicts.proposals import Proposal
from practices.contributions.models import ContributedFile, Contribution, Remark
from practices.evaluations.models import Evaluation
from practices.events.embargo import Embargo
from practices.events.models import Event
from practices.expectations.models import SearchExpectation
from practices.following.models import Following, News
from practices.good_practices.models import Practice
from practices.imports.models import ImportedRow, RememberedColumns, TableImport
from practices.organisations.models import Network, Organisation
from practices.partnerships.models import DevelopmentPartnership, TransnationalPartnership
from practices.peers.models import PeerIdentity, PeerInvitation, PeerReview
from practices.programmes.models import Programme
from practices.ratings.models import RatedOutcome, Rating, RatingAppeal
from practices.recommendations.models import Recommendation, RecommendationSet, RecommendationUnit
from practices.records.lists import RecordIndex
from practices.records.models import Citation, Record, RecordName, RecordTag
from practices.relations.models import Relation, RelationType
from practices.reports.models import Report
from practices.representing.models import LifeSign, Representation
from practices.sources.models import LinkCheck, Source
from practices.stories.models import Approval, Consent, Decision, Story
from practices.tools.models import Tool
from practices.translating.models import TranslationState

__all__ = [
    "Approval",
    "Article",
    "Citation",
    "Claim",
    "Conflict",
    "ConflictValue",
    "Consent",
    "ContributedFile",
    "Contribution",
    "Dataset",
    "Decision",
    "DevelopmentPartnership",
    "Embargo",
    "Evaluation",
    "Event",
    "Following",
    "ImportedRow",
    "LifeSign",
    "LinkCheck",
    "Network",
    "News",
    "Organisation",
    "PeerIdentity",
    "PeerInvitation",
    "PeerReview",
    "Practice",
    "Programme",
    "Proposal",
    "RatedOutcome",
    "Rating",
    "RatingAppeal",
    "Recommendation",
    "RecommendationSet",
    "RecommendationUnit",
    "Record",
    "RecordIndex",
    "RecordName",
    "RecordTag",
    "Relation",
    "RelationType",
    "Remark",
    "RememberedColumns",
    "Report",
    "Representation",
    "SearchExpectation",
    "Source",
    "StarterState",
    "Story",
    "TableImport",
    "Tool",
    "TranslationState",
    "TransnationalPartnership",
]
