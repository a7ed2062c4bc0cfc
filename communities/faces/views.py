"""The editor of a face: its sections, one section, and how a stranger would see the draft. Every button works without a script."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from communities.faces import actions, reading
from communities.faces.forms import AddForm, SectionForm
from communities.faces.kinds import KINDS, Card, Sight
from communities.faces.models import Section
from communities.spaces import parts, policies
from communities.spaces.models import Community
from communities.spaces.policies import Standing
from communities.spaces.standing import allowed, standing_of
from communities.spaces.views.faces import page
from portal.foundation.audience import PUBLIC
from portal.foundation.requests import read_or_send
from search import registry
from search.cards import ResultCard
from search.lists import result_list


def crumbs(standing: Standing, *here: str) -> list[tuple[str, str]]:
    """The way here."""
    space = standing.community
    trail = parts.above(space)
    editor = (_("Public face"), reverse("face", args=[space.slug]) if here else "")
    return [*trail, editor, *((one, "") for one in here)]


@never_cache
@read_or_send
@login_required
def face(request: HttpRequest, slug: str) -> HttpResponse:
    """`…/face/`: the sections of the draft; adding, moving and removing them; publishing."""
    standing = allowed(request.user, slug, policies.edit_face)
    space = standing.community
    form = AddForm(request.POST if "add" in request.POST else None, community=space)
    if form.is_valid():
        try:
            return redirect("face_section", slug, actions.add_section(space, form.cleaned_data["kind"]).key)
        except ValidationError as error:
            form.add_error("kind", error)
    elif request.method == "POST" and not form.is_bound:
        return _done(request, space)
    there = reading.face_of(space)
    context = {
        "community": space, "face": there, "form": form, "is_private": space.audience != PUBLIC,
        "sections": reading.all_of(space, request.user, there.drafted), "crumbs": crumbs(standing),
    }  # fmt: skip
    return render(request, "communities/faces/face.html", context, status=400 if form.is_bound else 200)


def _done(request: HttpRequest, space: Community) -> HttpResponse:
    """What the buttons of the list do."""
    if "publish" in request.POST:
        actions.publish(space, request.user)
        messages.success(request, _("Published: everybody sees it now."))
        return redirect(f"{space.get_absolute_url()}?face")
    if "discard" in request.POST:
        actions.discard(space)
        messages.success(request, _("The draft is what everybody sees again."))
        return redirect("face", space.slug)
    with actions.drafting(space) as sections:
        for button, by in (("up", -1), ("down", 1)):
            actions.move(sections, actions.place_of(sections, request.POST.get(button, "")), by)
        place = actions.place_of(sections, request.POST.get("remove", ""))
        if place >= 0:
            del sections[place]
            messages.success(request, _("Removed from the draft. Strangers see it until you publish."))
    return redirect(f"{reverse('face', args=[space.slug])}#sections")


@never_cache
@read_or_send
@login_required
def section(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """`…/face/3fa1b2c4/`: the words of a section, what it shows, and a search to choose more from."""
    standing = allowed(request.user, slug, policies.edit_face)
    space = standing.community
    found = _section_of(reading.face_of(space).drafted, key)
    form = SectionForm(request.POST or None, section=found)
    q = (request.POST if form.is_bound else request.GET).get("q", "")[:500]
    if form.is_valid():
        try:
            return _kept(request, space, form, q)
        except ValidationError as error:
            form.add_error(None, error)
    kind = KINDS[found.kind]
    context = {
        "community": space, "form": form, "section": found, "kind": kind, "q": q,
        "rows": [(item.thing, card, form.note(item.thing), is_shown) for item, card, is_shown in _rows(space, found, request.user)],
        "listing": _listing(request, space, found, q) if kind.sources else None,
        "crumbs": crumbs(standing, str(found.title or kind.label)),
    }  # fmt: skip
    return render(request, "communities/faces/section.html", context, status=400 if form.is_bound else 200)


def _section_of(sections: Sequence[Section], key: str) -> Section:
    found = next((one for one in sections if one.key == key and one.kind in KINDS), None)
    if found is None:
        raise Http404
    return found


def _kept(request: HttpRequest, space: Community, form: SectionForm, q: str) -> HttpResponse:
    """Keeps what was written, and does what the button says. Raises ValidationError where something can't be added."""
    sent = request.POST
    with actions.drafting(space) as sections:
        now = _section_of(sections, form.section.key)
        form.fill(now)
        if "add" in sent:
            actions.choose(space, now, sent["add"][:60], request.user)
        keys = [one.thing for one in now.things]
        for button, by in (("up", -1), ("down", 1)):
            if sent.get(button) in keys:
                actions.move(now.things, keys.index(sent[button]), by)
        now.things = [one for one in now.things if one.thing != sent.get("drop")]
    here = reverse("face_section", args=[space.slug, form.section.key])
    searches = "search" in sent or ("enter" in sent and q != sent.get("asked", ""))  # Enter in the box for searching
    if searches or "add" in sent:
        return redirect(f"{here}?{urlencode({'q': q})}#add")
    return redirect(f"{here}#chosen" if {"up", "down", "drop"} & set(sent) else reverse("face", args=[space.slug]))


def _rows(space: Community, section: Section, user: Any) -> list[tuple[Any, Card | None, bool]]:
    """What was chosen, as far as the steward may see it, and whether everybody does."""
    shown = reading.all_of(space, user, [section])
    seen = {item.card.thing: item.card for one in shown for item in one.items}
    missing = {item.thing for item in section.things if item.thing not in seen}
    read = KINDS[section.kind].read
    others = {card.thing: card for card in read(space, Sight.of(space, user), missing, 0)} if read and missing else {}
    return [(item, seen.get(item.thing) or others.get(item.thing), item.thing in seen) for item in section.things]


def _listing(request: HttpRequest, space: Community, section: Section, q: str) -> Sequence[ResultCard] | None:
    """What can be chosen: found as a stranger would find it; of the space itself everything, of all else what is searched for."""
    kind = KINDS[section.kind]
    if not q and not kind.in_space:
        return None
    asked = copy(request)
    asked.user, asked.GET = reading.for_whom(space, request.user), QueryDict(urlencode({"q": q}))
    presets = {"kind": registry.record_kinds() if kind.code == "records" else kind.sources}
    if kind.in_space:
        presets["community"] = (str(space.pk),)
    found = result_list(asked, presets={name: tuple(codes) for name, codes in presets.items()}).hits
    whole = {hit.key.partition(".")[0]: hit for hit in reversed(found)}  # of a document only the page that comes first
    chosen = {item.thing.partition(".")[0] for item in section.things}
    return [hit for key, hit in reversed(whole.items()) if key not in chosen]


@never_cache
@require_safe
@login_required
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """`…/face/preview/`: the page of the space as somebody without an account gets it, with the draft in place of what is published."""
    space = allowed(request.user, slug, policies.edit_face).community
    seen = copy(request)
    seen.user = reading.for_whom(space, request.user)
    seen._messages = []  # type: ignore[attr-defined]  # what is to be told to the steward stays for the next page
    standing = standing_of(seen.user, space)
    with timezone.override(timezone.get_default_timezone()):  # a stranger’s, of whom none is known
        context = page(standing, reading.face_of(space).drafted)
        context |= {"is_preview": True, "is_private": space.audience != PUBLIC}
        return render(seen, "communities/spaces/community.html", context)
