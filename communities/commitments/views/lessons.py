"""Lessons, and the places where they are tried. Everybody may learn; nothing is kept of who did."""

from __future__ import annotations

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from communities.commitments import practice
from communities.commitments.forms import CheckForm, RulesForm
from communities.commitments.lessons import LESSONS, MINUTES, Lesson
from communities.commitments.models import Commitment
from communities.discussion.actions import codes_in
from communities.discussion.drawing import records
from communities.discussion.forms import PostForm
from communities.discussion.reading import in_order
from communities.discussion.views.writing import Preview
from communities.spaces.terms import State
from portal.foundation.limits import limited
from portal.foundation.requests import read_or_send
from portal.texts.markdown import to_html
from search.cards import cards_by_identifier
from search.lists import reading_languages

TOO_MANY: Final = gettext_lazy("Very many forms came from your network within the last minute. Try again in a minute.")


def crumbs(*here: str) -> list[tuple[str, str]]:
    """The trail to a page below the lessons."""
    trail = [(_("Home"), "/"), (_("Communities"), "/communities/")]
    return [*trail, (_("Lessons"), "/lessons/"), (here[0], "")] if here else [*trail, (_("Lessons"), "")]


@require_safe
def lessons(request: HttpRequest) -> HttpResponse:
    """`/lessons/`: all of them."""
    context = {"lessons": LESSONS.values(), "minutes": MINUTES, "crumbs": crumbs()}
    return render(request, "communities/lessons/lessons.html", context)


@never_cache
@read_or_send
@limited("forms", TOO_MANY)
def lesson(request: HttpRequest, code: str) -> HttpResponse:
    """`/lessons/CODE/`: its steps, with a little check at the end that nobody keeps."""
    shown = LESSONS.get(code)
    if shown is None:
        raise Http404
    form = CheckForm(request.POST if request.method == "POST" else None, lesson=shown)
    done = form.is_valid()
    context = {
        "lesson": shown,
        "others": [one for one in LESSONS.values() if one is not shown],
        "minutes": MINUTES,
        "form": form,
        "done": done,
        "open": behind(request.user, shown) if done else (),
        "crumbs": crumbs(str(shown.title)),
    }
    return render(request, shown.template, context, status=400 if form.is_bound and not done else 200)


def behind(user: Any, shown: Lesson) -> Any:
    """What this person has taken up with a lesson and not ticked yet, in spaces where they can."""
    if not user.is_authenticated:
        return ()
    own = Commitment.objects.open().filter(membership__user=user, lesson=shown.code)
    return own.filter(membership__community__state=State.ACTIVE).select_related("membership__community")


@require_safe
def filters(request: HttpRequest) -> HttpResponse:
    """`/lessons/try/filters/`: rules for a dozen invented messages. They stand in the address and nowhere else."""
    form = RulesForm(request.GET if any(name.startswith("words") for name in request.GET) else None)
    rules = form.rules if form.is_valid() else []
    context = {
        "form": form,
        "outcome": practice.sort(rules),
        "rules": rules,
        "crumbs": crumbs(_("A mailbox to practise in")),
    }
    status = 400 if form.is_bound and form.errors else 200
    return render(request, "communities/lessons/filters.html", context, status=status)


@never_cache
@read_or_send
@limited("forms", TOO_MANY)
def writing(request: HttpRequest) -> HttpResponse:
    """`/lessons/try/writing/`: the form by which posts are written, and their preview; nothing is ever kept."""
    form = PostForm(request.POST if request.method == "POST" else None)
    preview = preview_of(request, form.cleaned_data["text"]) if form.is_valid() else None
    context = {"form": form, "preview": preview, "crumbs": crumbs(_("A post to practise with"))}
    return render(request, "communities/lessons/writing.html", context, status=400 if form.errors else 200)


def preview_of(request: HttpRequest, text: str) -> Preview:
    """How a text would look in a community, with the records that it names; nobody is mentioned from here."""
    html, codes = to_html(text), codes_in(text)
    named = in_order(html, codes, cards_by_identifier(codes, request.user, reading_languages(request))) if codes else ()
    return Preview(html, records(named, set()))
