"""Saying that somebody has the profession that they state: an administrator at the desk, or who speaks for their organisation here."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from communities.people.models import Profile
from portal.accounts.vouching import bare, spoken_for
from portal.foundation.audit.recording import record as note
from portal.foundation.requests import read_or_send
from portal.notices import telling
from portal.texts.storable import storable

VERIFIED = "person_verified"


class VerifyForm(forms.Form):
    """As what somebody works there."""

    use_required_attribute = False
    verified_as = forms.CharField(
        label=gettext_lazy("What they do there"),
        max_length=Profile._meta.get_field("verified_as").max_length,
        help_text=gettext_lazy("Such as “probation officer, Portugal”. Everybody who sees the profile reads it."),
    )


def organisation_for(user: Any, profile: Profile) -> str:
    """The organisation by which this person could verify a profile, as the profile names it: one that they speak for. Else empty."""
    stated = bare(profile.organisation)
    if not stated or profile.user_id == user.pk:
        return ""
    return profile.organisation if stated in spoken_for(user) else ""


def is_theirs(profile: Profile, organisation: str) -> bool:
    """Whether the organisation can change what stands there: what administrators verified is not."""
    return not profile.verified_as or bare(profile.verified_for) == bare(organisation)


@transaction.atomic
def verify(profile: Profile, by: Any, words: str) -> bool:
    """Says in the name of their organisation what somebody does there, or with no words that it no longer does; whether that could be said."""
    found = Profile.objects.select_for_update().get(pk=profile.pk)
    organisation = organisation_for(by, found)
    if not organisation or not is_theirs(found, organisation):
        return False
    if found.verified_as == words:
        return True
    found.verified_as, found.verified_for = words, organisation if words else ""
    found.verified_on, found.verified_by = (timezone.localdate(), by) if words else (None, None)
    found.save()
    note("people.verified" if words else "people.no_longer_verified", found, by=by, reason=f"{organisation}: {words}")
    if words:
        telling.happened(VERIFIED, f"{found.pk}-{timezone.localdate().toordinal()}")
    return True


@never_cache
@read_or_send
@login_required
def person_verify(request: HttpRequest, key: int) -> HttpResponse:
    """`/people/12/verify/`: for who speaks for the organisation that the profile names."""
    profile = Profile.objects.visible_to(request.user).filter(pk=key).first()
    organisation = organisation_for(request.user, profile) if profile else ""
    if profile is None or not organisation:
        raise Http404
    sent = request.POST if "verify" in request.POST else None
    form = VerifyForm(sent, initial={"verified_as": profile.verified_as}, label_suffix="")
    done = None
    if "take_back" in request.POST:
        done = verify(profile, request.user, "")
    elif form.is_valid():
        done = verify(profile, request.user, storable(form.cleaned_data["verified_as"]))
    if done:
        messages.success(request, _("Noted: the profile says it."))
        return redirect(profile)
    context = {
        "profile": profile,
        "organisation": organisation,
        "form": form,
        "is_theirs": is_theirs(profile, organisation),
        "crumbs": [
            (_("Home"), "/"),
            (_("People"), "/people/"),
            (profile.name, profile.get_absolute_url()),
            (_("Verify"), ""),
        ],
    }
    status = HTTPStatus.CONFLICT if done is False else HTTPStatus.BAD_REQUEST if form.errors else HTTPStatus.OK
    return render(request, "communities/people/verify.html", context, status=status)
