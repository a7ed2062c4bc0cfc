"""The home of the editing desk: what this person can do next. Each part asks for a right, and a fixed number of queries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.ui.components import Component
from wagtail.models import Page
from wagtail.permissions import policy_registry

from communities.moderation.models import Case
from communities.moderation.things import name_of
from communities.spaces.models import Community
from communities.spaces.policies import is_administrator
from communities.spaces.terms import State as SpaceState
from portal.foundation.outbox import OutboxEntry
from portal.site.models import Message
from portal.site.saved_lists.models import SavedList
from portal.site.workflow.waiting import parts_for
from practices.care.needs import NEEDS, counted, needing
from practices.conflicts.desk import RIGHT as RIGHT_TO_FIGURES
from practices.conflicts.desk import measured
from practices.conflicts.proposals import Proposal
from practices.contributions.models import Contribution
from practices.contributions.terms import DESK_RIGHT, State
from practices.kinds import KINDS
from practices.models import RecordIndex
from practices.peers.models import PeerReview
from practices.peers.terms import DESK_RIGHT as PEERS_RIGHT
from practices.peers.terms import State as ReviewState
from practices.ratings.models import Rating, RatingAppeal
from practices.ratings.terms import DESK_RIGHT as RATINGS_RIGHT
from practices.representing.models import Representation
from practices.representing.terms import DESK_RIGHT as REPRESENTING_RIGHT
from practices.representing.terms import State as ClaimState
from practices.stories.models import Story
from practices.stories.policies import tend as tends_stories
from practices.stories.terms import State as StoryState
from practices.translating.report import may_translate
from search.indexing import BEHIND_AFTER
from search.models import KIND

SHOWN: Final = 5  # rows of each part; the rest is a number
# Wagtail's own parts that ours replaces: they ask more queries for more rows, or speak of Wagtail.
REPLACED: Final = {
    "user_objects_in_workflow_moderation",
    "workflow_objects_to_moderate",
    "whats_new_in_wagtail_version",
}


@dataclass(frozen=True)
class Row:
    """One thing to do."""

    label: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class Task:
    """A part of the home: things of one sort that wait for this person."""

    name: str
    heading: str
    none: str  # what it says where nothing waits
    count: int = 0
    rows: list[Row] = field(default_factory=list)
    url: str = ""  # where all of them are

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.rows)


class TasksPanel(Component):
    """All parts that this person has the right to."""

    name = "passerelle_tasks"
    template_name = "site/desk/tasks.html"
    order = 100

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """What the template shows."""
        user = (parent_context or {})["request"].user
        found = [*reviews(user), *(task for one in TASKS if (task := one(user)))]
        return {
            "tasks": found,
            "care": to_care_for(user),
            "may_add": kinds_to_add(user),
            "may_translate": may_translate(user),
            "lists": SavedList.objects.of(user),
        }


def may(user: Any, action: str) -> bool:
    """Whether somebody has a right to pages: groups have it for the whole tree."""
    return bool(policy_registry.get_by_type(Page).user_has_permission(user, action))


def kinds_to_add(user: Any) -> list[dict[str, str]]:
    """The kinds of record that somebody may write, with the address of the empty form."""
    if not may(user, "add"):
        return []
    lists = dict(RecordIndex.objects.in_language("en").values_list("record_kind", "pk"))
    return [
        {
            "kind": kind,
            "label": str(model.kind_label),
            "add_url": reverse("wagtailadmin_pages:add", args=["practices", model._meta.model_name, lists[kind]]),
        }
        for kind, model in KINDS.items()
        if kind in lists
    ]


def own_drafts(user: Any) -> Task | None:
    """What somebody wrote and nobody has published yet."""
    if not (may(user, "add") or may(user, "change")):
        return None
    mine = Q(owner=user) | Q(latest_revision__user=user)
    drafts = Page.objects.filter(mine, has_unpublished_changes=True).order_by("-latest_revision_created_at")
    return _of_pages("drafts", _("Your drafts"), _("You have no drafts."), drafts)


def reviews(user: Any) -> list[Task]:
    """What was submitted: what waits for this person, what colleagues have, and what is overdue."""
    if not may(user, "publish"):
        return []
    return [
        Task(part.name, part.heading, part.none, part.count, [Row(*row) for row in part.rows])
        for part in parts_for(user, SHOWN)
    ]


def due_again(user: Any) -> Task | None:
    """Published records that were to be compared with their sources again by now."""
    if not may(user, "publish"):
        return None
    due = needing("overdue").order_by("review_due", "pk")
    rows = [
        Row(title, reverse("wagtailadmin_pages:edit", args=[key]), _("since %(day)s") % {"day": date_format(day)})
        for key, title, day in due.values_list("pk", "title", "review_due")[:SHOWN]
    ]
    url = f"{reverse('care_report')}?need=overdue"
    return Task("due", _("Due for review"), _("No record is due for review."), due.count(), rows, url)


def to_care_for(user: Any) -> list[Task]:
    """What published records need, for whoever may change what others wrote: a count each, and the list where the work is."""
    if not may(user, "publish"):
        return []
    counts = counted()
    return [
        Task(name, str(need.heading), str(need.none), counts[name], url=f"{reverse('care_report')}?need={name}")
        for name, need in NEEDS.items()
        if name != "overdue"  # has rows of its own
    ]


def messages_to_answer(user: Any) -> Task | None:
    """What readers wrote and nobody has dealt with."""
    if not user.has_perm("site.view_message"):
        return None
    waiting = Message.objects.filter(handled=False)
    rows = [Row(str(one), reverse("site_message:edit", args=[one.pk])) for one in waiting[:SHOWN]]
    url = reverse("site_message:index") + "?handled=false"
    return Task("messages", _("Messages from readers"), _("All messages are dealt with."), waiting.count(), rows, url)


def contributions(user: Any) -> Task | None:
    """What readers suggested and nobody has decided about."""
    if not user.has_perm(DESK_RIGHT):
        return None
    waiting = Contribution.objects.at_desk(user).filter(state=State.WAITING)
    rows = [Row(str(one), reverse("contribution", args=[one.pk])) for one in waiting[:SHOWN]]
    none = _("No suggestion waits for a decision.")
    url = reverse("contributions:index") + "?state=waiting"
    return Task("contributions", _("Suggestions from readers"), none, waiting.count(), rows, url)


def contradictions(user: Any) -> Task | None:
    """Figures that differ, until somebody says what that means."""
    if not user.has_perm(RIGHT_TO_FIGURES):
        return None
    waiting = Proposal.objects.at_desk(user).waiting().select_related("first", "second")
    rows = [Row(measured(one.figures), reverse("contradiction", args=[one.pk]), str(one)) for one in waiting[:SHOWN]]
    heading, none = _("Figures that contradict each other"), _("No two figures contradict each other.")
    return Task("contradictions", heading, none, waiting.count(), rows, reverse("contradictions"))


def peer_reviews(user: Any) -> Task | None:
    """Peer reviews that are under way."""
    open_ones = PeerReview.objects.at_desk(user).filter(state=ReviewState.OPEN)
    if not user.has_perm(PEERS_RIGHT):
        return None
    rows = [Row(str(one), reverse("peer_review", args=[one.pk])) for one in open_ones[:SHOWN]]
    url = reverse("peer_reviews_desk:index") + "?state=open"
    return Task(
        "peer-reviews", _("Peer reviews under way"), _("No peer review is under way."), open_ones.count(), rows, url
    )


def ratings(user: Any) -> Task | None:
    """Ratings of evidence that this person can second."""
    if not user.has_perm(RATINGS_RIGHT):
        return None
    waiting = Rating.objects.waiting_for(user)
    rows = [Row(str(one), reverse("rating", args=[one.pk])) for one in waiting[:SHOWN]]
    url = reverse("ratings_desk:index") + "?state=proposed"
    heading, none = _("Ratings that wait for a second editor"), _("No rating waits for you.")
    return Task("ratings", heading, none, waiting.count(), rows, url)


def rating_appeals(user: Any) -> Task | None:
    """Appeals against ratings that this person can decide, being none of the two who rated."""
    if not user.has_perm(RATINGS_RIGHT):
        return None
    waiting = RatingAppeal.objects.waiting_for(user).select_related("rating")
    rows = [Row(str(one), reverse("rating", args=[one.rating_id]) + "#appeals") for one in waiting[:SHOWN]]
    heading, none = _("Appeals against ratings"), _("No appeal waits for you.")
    return Task("rating-appeals", heading, none, waiting.count(), rows)


def representations(user: Any) -> Task | None:
    """Who says that they speak for an organisation, and nobody has decided."""
    if not user.has_perm(REPRESENTING_RIGHT):
        return None
    waiting = Representation.objects.at_desk(user).filter(state=ClaimState.WAITING)
    rows = [Row(str(one), reverse("representation", args=[one.pk])) for one in waiting[:SHOWN]]
    url = reverse("representations:index") + "?state=waiting"
    heading, none = _("People who speak for an organisation"), _("Nobody waits to be verified.")
    return Task("representations", heading, none, waiting.count(), rows, url)


def stories(user: Any) -> Task | None:
    """Stories that their tellers released, until two people have read them."""
    if not tends_stories(user):
        return None
    waiting = Story.objects.filter(state=StoryState.RELEASED).order_by("released_at", "pk")
    rows = [Row(str(one), reverse("story_desk_story", args=[one.key])) for one in waiting[:SHOWN]]
    heading, none = _("Stories to be read by two people"), _("No story waits to be read.")
    return Task("stories", heading, none, waiting.count(), rows, reverse("story_desk"))


def flagged(user: Any) -> Task | None:
    """What members reported and what is held until somebody has looked, where this person decides about it."""
    waiting = Case.objects.decided_by(user).waiting().select_related("community")
    rows = [
        Row(name_of(one.kind), reverse("moderation_case", args=[one.pk]), str(one.community or ""))
        for one in waiting[:SHOWN]
    ]
    everywhere = is_administrator(user)
    if not rows and not everywhere:
        return None
    url = reverse("moderation") if everywhere else ""
    return Task("flagged", _("Reported or held"), _("Nothing that was reported waits."), waiting.count(), rows, url)


def proposed(user: Any) -> Task | None:
    """Communities that somebody proposed, until an administrator founds or declines them."""
    if not is_administrator(user):
        return None
    waiting = Community.objects.filter(state=SpaceState.PROPOSED).order_by("pk")
    rows = [Row(one.name, one.get_absolute_url()) for one in waiting[:SHOWN]]
    heading, none = _("Communities that were proposed"), _("No community waits to be founded.")
    return Task("proposed", heading, none, waiting.count(), rows)


def given_up(user: Any) -> Task | None:
    """What the worker tried too often."""
    if not user.has_perm("foundation.view_outboxentry"):
        return None
    dead = OutboxEntry.objects.filter(dead=True).order_by("pk")
    rows = [Row(str(one), reverse("outboxentry:inspect", args=[one.pk])) for one in dead[:SHOWN]]
    url = reverse("outboxentry:index") + "?dead=true"
    return Task("given-up", _("Changes that were given up"), _("Nothing was given up."), dead.count(), rows, url)


def not_found_yet(user: Any) -> Task | None:
    """Changes that search should have caught up with by now: for everyone who writes, with the rows for whoever looks after them."""
    if not (may(user, "add") or may(user, "change")):
        return None
    late = OutboxEntry.objects.waiting().filter(kind=KIND, created_at__lt=timezone.now() - BEHIND_AFTER).order_by("pk")
    heading, none = _("Changes that search has not caught up with"), _("Search is up to date.")
    if not user.has_perm("foundation.view_outboxentry"):
        return Task("behind", heading, none, late.count())
    rows = [
        Row(
            str(one),
            reverse("outboxentry:inspect", args=[one.pk]),
            _("since %(day)s") % {"day": date_format(timezone.localtime(one.created_at), "DATETIME_FORMAT")},
        )
        for one in late[:SHOWN]
    ]
    return Task("behind", heading, none, late.count(), rows, reverse("outboxentry:index") + "?dead=false&kind=index")


TASKS: Final[tuple[Callable[[Any], Task | None], ...]] = (
    own_drafts,
    due_again,
    messages_to_answer,
    contributions,
    contradictions,
    peer_reviews,
    ratings,
    rating_appeals,
    representations,
    stories,
    flagged,
    proposed,
    given_up,
    not_found_yet,
)


def _of_pages(name: str, heading: str, none: str, pages: QuerySet[Any]) -> Task:
    rows = [
        Row(draft_title or title, reverse("wagtailadmin_pages:edit", args=[key]))
        for key, title, draft_title in pages.values_list("pk", "title", "draft_title")[:SHOWN]
    ]
    return Task(name, heading, none, pages.count(), rows)


class RecordsMenu(SubmenuMenuItem):
    """The records by kind, for whoever may write or change them."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Members of the desk without any right to pages don't see it."""
        return may(request.user, "add") or may(request.user, "change")


class AddingItem(MenuItem):
    """Something for whoever may write records."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may(request.user, "add")


def records_menu() -> RecordsMenu:
    """One entry for each kind that has a list."""
    items = [
        MenuItem(model.kind_label_plural, reverse("desk_records", args=[kind]), name=kind, order=number)
        for number, (kind, model) in enumerate(KINDS.items())
        if kind not in {"recommendation", "recommendation_unit"}  # they stand below their set
    ]
    items.append(AddingItem(gettext_lazy("Import a table"), reverse("table_imports"), name="table", order=len(KINDS)))
    return RecordsMenu(
        gettext_lazy("Records"), Menu(None, items=items), name="records", icon_name="doc-full", order=100
    )


def records(_request: HttpRequest, kind: str) -> HttpResponse:
    """The records of a kind in Wagtail's own list, which knows what this person may do there."""
    found = RecordIndex.objects.in_language("en").filter(record_kind=kind).values_list("pk", flat=True).first()
    if found is None:
        raise Http404
    return redirect("wagtailadmin_explore", found)


def urls() -> list[URLPattern]:
    """The addresses behind the menu."""
    return [path("records/<slug:kind>/", records, name="desk_records")]
