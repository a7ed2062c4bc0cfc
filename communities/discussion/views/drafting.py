"""Keeping what is being written, with its files: by a button, and by a script every few seconds."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from communities.discussion import policies
from communities.discussion.drafts import begun_by
from communities.discussion.views.reading import forum, inside, topic_of
from communities.discussion.views.writing import own
from communities.discussion.writing import Writing
from portal.foundation.limits import seconds_to_wait

SCRIPT = "X-Draft"  # the header by which the form's script is known: it wants the list of files, not a page


@never_cache
@require_POST
@login_required
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """`…/forum/new/draft/`: of a new topic."""
    standing = forum(request.user, slug, policies.write)
    return kept(
        request, Writing(request.user, standing.community), f"{standing.community.get_absolute_url()}forum/new/"
    )


@never_cache
@require_POST
@login_required
def answer(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """`…/forum/12/draft/`: of an answer."""
    standing = inside(request.user, slug)
    topic = topic_of(standing, key)
    if not policies.answer(standing, topic):
        raise PermissionDenied
    return kept(request, Writing(request.user, topic), f"{topic.get_absolute_url()}?page={topic.last_page}#reply")


@never_cache
@require_POST
@login_required
def edit(request: HttpRequest, slug: str, key: int, number: int) -> HttpResponse:
    """`…/post/34/draft/`: of a change."""
    _standing, post = own(request, slug, key, number, policies.edit)
    return kept(request, Writing(request.user, post), f"{post.topic.get_absolute_url()}post/{number}/edit/")


@never_cache
@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """`/account/drafts/`: what one began to write and did not send."""
    crumbs = [(_("Home"), "/"), (_("Your account"), "/account/"), (_("Your drafts"), "")]
    context = {"drafts": begun_by(request.user), "crumbs": crumbs}
    return render(request, "communities/discussion/drafts.html", context)


def kept(request: HttpRequest, writing: Writing, form_url: str) -> HttpResponse:
    """Keeps it, or throws it away; leads back to the form, or answers the script with the list of files."""
    files = request.FILES.getlist("files")
    if wait := seconds_to_wait(request, "files" if files else "drafts"):
        writing.errors.append(_("That was fast. Please wait %(seconds)s seconds and try again.") % {"seconds": wait})
    elif "discard" in request.POST:
        writing.discard()
    else:
        writing.take(request.POST, files, keeping_words=True)
    if SCRIPT in request.headers:
        status = 400 if writing.errors else 200
        return render(
            request, "communities/discussion/files.html", {"writing": writing, "draft_url": request.path}, status=status
        )
    for error in writing.errors:
        messages.error(request, error)
    if "save" in request.POST and not writing.errors:
        messages.success(request, _("Your draft is kept for 30 days. You find it here, on every device."))
    return redirect(form_url.partition("#")[0] if writing.errors else form_url)  # what is wrong stands at the top
