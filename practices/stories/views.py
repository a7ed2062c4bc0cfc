"""Reading stories, telling one, and the desk of those who read them before anybody else."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portal.foundation.identity import Identifier
from portal.foundation.limits import seconds_to_wait
from portal.foundation.requests import read_or_send, sent_with
from portal.texts.identity_risk import BLOCKED
from portal.texts.markdown import to_html
from portal.vocabularies.snapshot import vocabulary
from practices.records.paging import paged
from practices.stories import actions, policies
from practices.stories.forms import ApprovalForm, ConsentForm, HelperForm, NoteForm, RecordedConsentForm, StoryForm
from practices.stories.models import Consent, Decision, Story
from practices.stories.terms import State

PAGE_SIZE = 20
MOST_DRAFTS = 20  # of one person


def crumbs(*way: tuple[Any, str]) -> list[tuple[Any, str]]:
    """The way to a page about stories."""
    return [(_("Home"), "/"), (_("Stories"), "/stories/"), *way]


# -- Reading --


@require_safe
def stories(request: HttpRequest) -> HttpResponse:
    """`/stories/`: those that the reader may see."""
    found = Story.objects.visible_to(request.user).order_by("-published_at", "pk")
    page, paging = paged(request, found, PAGE_SIZE)
    context = {
        "stories": page,
        "paging": paging,
        "crumbs": [(_("Home"), "/"), (_("Stories"), "")],
        "tends": policies.tend(request.user),
    }
    return render(request, "practices/stories/stories.html", context)


@never_cache
@require_safe
def story(request: HttpRequest, identifier: str) -> HttpResponse:
    """`/stories/ST-1001/`: one story; 410 where one was taken down, 404 for what the reader may not see."""
    found = Story.objects.visible_to(request.user).filter(identifier=identifier).first()
    if found is None:
        gone = Identifier.objects.filter(code=identifier, kind="practices.Story").exclude(retired_at=None).first()
        if gone is None:
            raise Http404
        tombstone = {"identifier": gone.code, "withdrawn_on": gone.retired_at, "hide_finder": True}
        return render(request, "410.html", tombstone, status=410)
    context = shown(found) | {"crumbs": crumbs((found.title, "")), "tends": policies.tend(request.user)}
    return render(request, "practices/stories/story.html", context)


def shown(found: Story) -> dict[str, Any]:
    """What a page says of a story."""
    records = found.practices.live().filter(audience="public").only("title", "url_path", "identifier", "locale", "slug")
    place = vocabulary().places.get(found.place_id or 0)
    return {
        "place": place.name() if place else "",
        "story": found,
        "html": to_html(found.text),
        "helped": to_html(found.helped),
        "records": records,
    }


# -- Telling --


@never_cache
@read_or_send
def tell(request: HttpRequest) -> HttpResponse:
    """`/stories/tell/`: the guide; with its button a private draft begins."""
    user: Any = request.user
    if request.method == "POST":
        if not user.is_authenticated:
            return redirect("/account/login/?next=/stories/tell/")
        if Story.objects.filter(teller=user).count() >= MOST_DRAFTS:
            messages.error(request, _("You have begun as many stories as one person can. Finish one, or erase one."))
            return redirect("story_tell")
        begun = Story.objects.create(teller=user, language=(get_language() or "en")[:2])
        return redirect("story_own", begun.key)
    mine = Story.objects.written_by(user).order_by("-changed_at")
    context = {"mine": mine, "crumbs": crumbs((_("Tell your story"), ""))}
    return render(request, "practices/stories/tell.html", context)


def own_story(user: Any, key: UUID) -> Story:
    """A story that somebody tells, helps to tell, or wrote down. Http404 for all others: nobody learns that there is one."""
    found = get_object_or_404(Story.objects.select_related("consent", "helper", "teller"), key=key)
    if not found.is_of(user):
        raise Http404
    return found


@never_cache
@read_or_send
@login_required
def own(request: HttpRequest, key: UUID) -> HttpResponse:
    """`/stories/mine/…/`: writes it. Every button keeps what is written, also what can't be released yet."""
    found = own_story(request.user, key)
    if request.method == "POST" and not policies.write(request.user, found):
        return released_already(request, found)
    may_decide = policies.own(request.user, found)
    releases = "release" in request.POST and may_decide
    sent = request.POST if request.method == "POST" else None
    form = StoryForm(sent, instance=found, complete=releases)
    agreed = consent_form(sent, found, complete=releases) if may_decide else None
    fine = form.is_valid() and (agreed is None or agreed.is_valid())
    if sent is not None and fine and "preview" not in sent:
        if not kept(form, agreed):
            return released_already(request, found)
        return after_keeping(request, found, releases=releases)
    context = shown_own(request, found, form, agreed) | {"preview": to_html(found.text) if fine and sent else ""}
    return render(request, "practices/stories/own.html", context, status=400 if sent is not None and not fine else 200)


def released_already(request: HttpRequest, found: Story) -> HttpResponse:
    """What two people may be reading is not written into."""
    messages.warning(request, _("It is released already. Take it back to change it."))
    return redirect(found.own_url)


def consent_form(sent: Any, found: Story, *, complete: bool = False) -> ConsentForm:
    """The form of what was agreed: by the person here, or elsewhere."""
    made = ConsentForm if found.teller_id else RecordedConsentForm
    return made(sent, instance=getattr(found, "consent", None) or Consent(language=found.language), complete=complete)


def kept(form: StoryForm, agreed: ConsentForm | None) -> bool:
    """Keeps the draft with what was agreed; False where it is a draft no more."""
    if not actions.keep(form.save(commit=False), agreed.save(commit=False) if agreed else None):
        return False
    form.keep_links()
    return True


def after_keeping(request: HttpRequest, found: Story, *, releases: bool) -> HttpResponse:
    """Where somebody is led whose draft was kept."""
    if releases:
        actions.release(found, request.user)
        messages.success(
            request, _("Thank you. Two people read it now, each for themselves. You see here what becomes of it.")
        )
    else:
        messages.success(request, _("Your draft is kept. Nobody else reads it but who helps you."))
    return redirect("story_own", found.key)


def shown_own(request: HttpRequest, found: Story, form: StoryForm, agreed: ConsentForm | None) -> dict[str, Any]:
    """What the page of one's own story shows."""
    return {
        "story": found, "form": form, "agreed": agreed, "writes": policies.write(request.user, found), "owns": policies.own(request.user, found),
        "helper_form": HelperForm(), "log": Decision.objects.filter(number=found.key)[:20], "risk": found.risk, "blocked": BLOCKED,
        "crumbs": crumbs((_("Tell your story"), "/stories/tell/"), (str(found), "")),
    }  # fmt: skip


@never_cache
@require_POST
@login_required
def act(request: HttpRequest, key: UUID) -> HttpResponse:
    """What the person alone does with their story: choose a helper, take it back, erase it."""
    found = own_story(request.user, key)
    if not policies.own(request.user, found):
        raise PermissionDenied
    doing = request.POST.get("do", "")
    if doing == "erase":
        actions.erase(found, request.user)
        messages.success(
            request,
            _("Your story is gone, here and in the search. Copies for emergencies are overwritten within weeks."),
        )
        return redirect("story_tell")
    if doing == "back":
        actions.take_down(found, request.user, Decision.What.WITHDRAWN)
        messages.success(request, _("It is yours alone again. Nobody else reads it any more."))
    elif doing == "helper":
        choose_helper(request, found)
    elif doing == "alone":
        Story.objects.filter(pk=found.pk).update(helper=None)
    return redirect("story_tell" if not Story.objects.filter(pk=found.pk).exists() else found.own_url)


def choose_helper(request: HttpRequest, found: Story) -> None:
    """Lets somebody who has an account write along."""
    form = HelperForm(request.POST)
    if wait := seconds_to_wait(request, "posts"):
        messages.error(request, _("That was fast. Please wait %(seconds)s seconds and try again.") % {"seconds": wait})
        return
    helper = (
        get_user_model().objects.filter(email__iexact=form.cleaned_data["address"], is_active=True).first()
        if form.is_valid()
        else None
    )
    if helper is None or helper.pk == found.teller_id:
        messages.error(
            request, _("Nobody has an account with this address. Ask them to make one first, or look at the spelling.")
        )
        return
    Story.objects.filter(pk=found.pk).update(helper=helper)
    messages.success(request, _("They can write with you now. Tell them where: the address of this page."))


# -- The desk --


def tended(user: Any) -> None:
    """Raises PermissionDenied for who does not tend stories."""
    if not policies.tend(user):
        raise PermissionDenied


@never_cache
@require_safe
@login_required
def desk(request: HttpRequest) -> HttpResponse:
    """`/stories/desk/`: what waits for two people, what is published, and what was decided."""
    tended(request.user)
    found = Story.objects.select_related("consent").prefetch_related("approvals").order_by("released_at", "pk")
    context = {
        "waiting": found.filter(state=State.RELEASED)[:100], "published": found.filter(state=State.PUBLISHED)[:100],
        "written": Story.objects.filter(entered_by=request.user.pk, state=State.DRAFT), "log": Decision.objects.select_related("by")[:30],
        "crumbs": crumbs((_("Desk"), "")),
    }  # fmt: skip
    return render(request, "practices/stories/desk.html", context)


@never_cache
@require_POST
@login_required
def write_down(request: HttpRequest) -> HttpResponse:
    """Begins a story or testimonial that somebody told elsewhere."""
    tended(request.user)
    user: Any = request.user
    begun = Story.objects.create(entered_by=user, kind="testimonial")
    return redirect("story_own", begun.key)


@never_cache
@read_or_send
@login_required
def desk_story(request: HttpRequest, key: UUID) -> HttpResponse:
    """`/stories/desk/…/`: reads one that waits or is published, and decides."""
    tended(request.user)
    waiting = Story.objects.exclude(state=State.DRAFT).select_related("consent")
    found = get_object_or_404(waiting, key=key)
    approving = ApprovalForm(sent_with(request, "approve"), initial={"seen": found.digest})
    giving_back = NoteForm(sent_with(request, "return"))
    if request.method == "POST" and (done := decided(request, found, approving, giving_back)):
        return done
    context = shown(found) | {
        "approving": approving, "giving_back": giving_back, "risk": found.risk, "approves": policies.approve(request.user, found),
        "approvals": found.approvals.select_related("by"), "log": Decision.objects.filter(number=found.key).select_related("by")[:20],
        "crumbs": crumbs((_("Desk"), "/stories/desk/"), (str(found), "")),
    }  # fmt: skip
    bad = request.method == "POST"
    return render(request, "practices/stories/desk_story.html", context, status=400 if bad else 200)


def decided(request: HttpRequest, found: Story, approving: ApprovalForm, giving_back: NoteForm) -> HttpResponse | None:
    """Carries out what was decided; None where the form has to be shown again."""
    if "take_down" in request.POST:
        actions.take_down(found, request.user)
        messages.success(request, _("It is down: nobody reads it any more."))
        return redirect("story_desk")
    if giving_back.is_bound and giving_back.is_valid():
        if not actions.give_back(found, request.user, giving_back.cleaned_data["note"]):
            raise PermissionDenied
        messages.success(request, _("It went back; who wrote it reads why."))
        return redirect("story_desk")
    if approving.is_bound:
        return approved(request, found, approving)
    return None


def approved(request: HttpRequest, found: Story, form: ApprovalForm) -> HttpResponse | None:
    """The approval of one of the two."""
    if not policies.approve(request.user, found):
        raise PermissionDenied
    if not form.is_valid():
        return None
    if found.risk.is_blocked and not form.cleaned_data["reason"].strip():
        form.add_error(
            "reason",
            _("The check says that somebody could be recognised. Give a reason, or give it back to be changed."),
        )
        return None
    if actions.approve(found, request.user, form.cleaned_data["seen"], form.cleaned_data["reason"]):
        messages.success(request, _("Thank you. Two different people have to read it before it is published."))
    else:
        messages.error(request, _("It was changed meanwhile, or its consent has ended. Please read it again."))
    return redirect("story_desk")
