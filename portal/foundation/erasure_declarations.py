"""What becomes of the rows of the libraries, of the accounts and of our files when a person leaves.

An app of ours declares its own columns beside its models; what belongs to no app of ours is declared here.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib.auth import SESSION_KEY, get_user_model
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.foundation.erasure import Fate, also_erase, declare

COPIED = "wagtail_admin_comments"  # remarks inside a version

# The account itself
SETTINGS = _("Your settings of the editing desk, and which pages you follow.")
RIGHTS = _("Your memberships of groups, and the rights that come with them.")
declare(
    "account.EmailAddress.user",
    Fate.DELETE,
    because=_("Your e-mail addresses."),
    export=("email", "verified", "primary"),
)
declare(
    "mfa.Authenticator.user",
    Fate.DELETE,
    because=_("Your second steps of signing in."),
    export=("type", "created_at", "last_used_at"),
)
declare(
    "usersessions.UserSession.user",
    Fate.DELETE,
    because=_("With which browsers you are signed in."),
    export=("user_agent", "ip", "created_at"),
)
declare(
    "wagtailusers.UserProfile.user",
    Fate.DELETE,
    because=SETTINGS,
    export=(
        *("preferred_language", "current_time_zone", "avatar", "theme", "contrast", "density", "keyboard_shortcuts"),
        *(f"{about}_notifications" for about in ("submitted", "approved", "rejected", "updated_comments")),
    ),
)
declare("accounts.User_groups.user", Fate.DELETE, because=RIGHTS, export=("group__name",))
declare("accounts.User_user_permissions.user", Fate.DELETE, because=RIGHTS, export=("permission__codename",))
declare("wagtailcore.ApiToken.user", Fate.DELETE, because=RIGHTS, export=("name", "created", "last_used_at"))

# What is only there while somebody works
UNFINISHED = _("What you began at the editing desk and never saved.")
declare("wagtailadmin.EditingSession.user", Fate.DELETE, because=UNFINISHED)
declare("wagtailadmin.FormState.user", Fate.DELETE, because=UNFINISHED, export=("data", "last_updated_at"))
declare("wagtailcore.UploadedFile.uploaded_by_user", Fate.DELETE, because=UNFINISHED, export=("file",))
declare(
    "wagtailcore.PageSubscription.user", Fate.DELETE, because=SETTINGS, export=("page__title", "comment_notifications")
)

# Remarks between editors
REMARKS = _("Remarks that you wrote on drafts.")
WORDS = ("text", "created_at")
declare("wagtailcore.Comment.user", Fate.DELETE, because=REMARKS, export=WORDS)
declare("wagtailcore.CommentReply.user", Fate.DELETE, because=REMARKS, export=WORDS)
declare("wagtailcore.Comment.resolved_by", Fate.DETACH, because=_("Other people's remarks belong to them."))

# Work on the catalogue: it stays, without the name
CATALOGUE = _("Records and files that you worked on belong to the catalogue.")
HISTORY = _("The history of a record stays complete: what changed and when, but not who.")
NOTED = ("timestamp", "action", "label")
declare("wagtailcore.Page.owner", Fate.DETACH, because=CATALOGUE, export=("title", "first_published_at"))
declare("wagtailcore.Page.locked_by", Fate.DETACH, because=CATALOGUE, export=("title", "locked_at"))
for model in ("foundation.CustomImage", "wagtailimages.Image", "foundation.CustomDocument", "wagtaildocs.Document"):
    declare(f"{model}.uploaded_by_user", Fate.DETACH, because=CATALOGUE, export=("title", "file", "created_at"))
declare("wagtailcore.Revision.user", Fate.DETACH, because=HISTORY, export=("object_str", "created_at"))
declare("wagtailcore.WorkflowState.requested_by", Fate.DETACH, because=HISTORY, export=("created_at", "status"))
declare("wagtailcore.TaskState.finished_by", Fate.DETACH, because=HISTORY, export=("finished_at", "status", "comment"))
declare("wagtailcore.PageLogEntry.user", Fate.DETACH, because=HISTORY, export=NOTED)
declare("wagtailcore.ModelLogEntry.user", Fate.DETACH, because=HISTORY, export=NOTED)


@also_erase
def forget_files(user: Any) -> None:
    """The picture of the editing desk, and what was uploaded and never saved, are files beside the database."""
    from wagtail.models import UploadedFile  # here and below: not before all apps are there

    profile = getattr(user, "wagtail_userprofile", None)
    unfinished = UploadedFile.objects.filter(uploaded_by_user=user)
    for file in (profile and profile.avatar, *(upload.file for upload in unfinished)):
        if file:
            transaction.on_commit(partial(file.storage.delete, file.name))


@also_erase
def forget_what_was_done_to_the_account(user: Any) -> None:
    """Wagtail's log notes changes to accounts under the person's name or address."""
    from wagtail.models import ModelLogEntry

    kind = ContentType.objects.get_for_model(get_user_model())
    ModelLogEntry.objects.filter(content_type=kind, object_id=str(user.pk)).delete()


@also_erase
def forget_remarks(user: Any) -> None:
    """Wagtail copies the words of remarks into the page's log, and with the answers to them into its versions."""
    from wagtail.models import Comment, PageLogEntry, Revision

    about_remarks = PageLogEntry.objects.filter(action__startswith="wagtail.comments.")
    own = about_remarks.filter(user=user)
    written = own.filter(action="wagtail.comments.create").values_list("data__comment__id", flat=True)
    mine = {*written, *Comment.objects.filter(user=user).values_list("pk", flat=True)}
    pages = {
        *own.values_list("page_id", flat=True),
        *Comment.objects.filter(Q(user=user) | Q(replies__user=user)).values_list("page_id", flat=True),
    }
    for entry in about_remarks.filter(page_id__in=pages):
        if entry.user_id == user.pk or entry.data.get("comment", {}).get("id") in mine:
            entry.data = {}
            entry.save(update_fields=["data"])
    for version in Revision.page_revisions.filter(object_id__in=map(str, pages)).iterator():
        if remarks := version.content.get(COPIED):
            left = [
                {**remark, "replies": [answer for answer in remark.get("replies", ()) if answer.get("user") != user.pk]}
                for remark in remarks
                if remark.get("user") != user.pk
            ]
            Revision.objects.filter(pk=version.pk).update(content={**version.content, COPIED: left})


@also_erase
def end_sessions(user: Any) -> None:
    """Sessions on other devices hold the address with which somebody signed in."""
    for session in Session.objects.iterator():
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            session.delete()
