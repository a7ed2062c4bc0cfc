"""The directory of people, one person's page, and one's own profile."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from communities import languages
from communities.people.documents import KIND, badges
from communities.people.forms import ProfileForm
from communities.people.models import Profile
from communities.people.verifying import organisation_for
from communities.spaces.models import Community
from portal.vocabularies.snapshot import vocabulary
from search.lists import result_list

SHARED = 20  # spaces shown on a profile


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """`/people/`: everybody who chose to be found by this reader; the one search."""
    listing = result_list(request, presets={"kind": (KIND,)}, facets_left_out=("kind",))
    context = {"listing": listing, "crumbs": [(_("Home"), "/"), (_("People"), "")]}
    return render(request, "communities/people/people.html", context, status=listing.status)


@require_safe
def person(request: HttpRequest, key: int) -> HttpResponse:
    """`/people/12/`: what they wrote about themselves, the spaces that both of you belong to, and no address."""
    profile = Profile.objects.visible_to(request.user).filter(pk=key).first()
    if profile is None:
        raise Http404
    known = vocabulary()
    concepts = (known.concepts[pk] for pk in profile.fields.values_list("pk", flat=True) if pk in known.concepts)
    context = {
        "profile": profile,
        "badges": badges(profile),
        "fields": sorted(concepts, key=known.rank),
        "countries": [
            known.by_code[code].name()
            for code in profile.countries.values_list("code", flat=True)
            if code in known.by_code
        ],
        "languages": languages.names(profile.languages),
        "spaces": spaces_in_common(profile, request.user),
        "verifies": organisation_for(request.user, profile),
        "crumbs": [(_("Home"), "/"), (_("People"), "/people/"), (profile.name, "")],
    }
    response = render(request, "communities/people/person.html", context)
    response["Cache-Control"] = "private, no-cache"
    return response


def spaces_in_common(profile: Profile, user: Any) -> Any:
    """Where both belong: that somebody belongs to a space is for its members to know."""
    if not user.is_authenticated:
        return []
    both = Community.objects.open_to(user).filter(memberships__user=user).filter(memberships__user=profile.user_id)
    return both.distinct()[:SHARED]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def own_profile(request: HttpRequest) -> HttpResponse:
    """`/account/profile/`: writes, publishes or takes back one's own profile; nothing is there until it is saved once."""
    user: Any = request.user
    profile = Profile.objects.filter(user=user).first()
    if request.method == "POST" and "delete" in request.POST and profile:
        profile.delete()
        messages.success(request, _("Your profile is deleted."))
        return redirect("account")
    form = ProfileForm(request.POST or None, instance=profile or Profile(user=user, name=user.name))
    if form.is_valid():
        with transaction.atomic():
            form.save()
        seen = form.cleaned_data["published"]
        messages.success(
            request, _("Your profile is published.") if seen else _("Your profile is saved. Nobody else sees it.")
        )
        return redirect("people_profile")
    context = {"form": form, "profile": profile}
    return render(request, "communities/people/own_profile.html", context, status=400 if form.is_bound else 200)
