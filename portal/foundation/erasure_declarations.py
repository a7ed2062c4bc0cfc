"""What becomes of the rows of the libraries, of the accounts and of our files when a person leaves.

An app of ours declares its own columns beside its models; what belongs to no app of ours is declared here.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.foundation.erasure import Fate, also_erase, declare

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
    "wagtailusers.UserProfile.user",
    Fate.DELETE,
    because=SETTINGS,
    export=("preferred_language", "current_time_zone", "avatar", "theme", "contrast", "density"),
)
declare("accounts.User_groups.user", Fate.DELETE, because=RIGHTS, export=("group__name",))
declare("accounts.User_user_permissions.user", Fate.DELETE, because=RIGHTS)
declare("wagtailcore.ApiToken.user", Fate.DELETE, because=RIGHTS, export=("name", "created"))

# What is only there while somebody works
UNFINISHED = _("What you began at the editing desk and never saved.")
declare("wagtailadmin.EditingSession.user", Fate.DELETE, because=UNFINISHED)
declare("wagtailadmin.FormState.user", Fate.DELETE, because=UNFINISHED)
declare("wagtailcore.UploadedFile.uploaded_by_user", Fate.DELETE, because=UNFINISHED)
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
declare("wagtailcore.Page.locked_by", Fate.DETACH, because=CATALOGUE)
for model in ("foundation.CustomImage", "wagtailimages.Image", "foundation.CustomDocument", "wagtaildocs.Document"):
    declare(f"{model}.uploaded_by_user", Fate.DETACH, because=CATALOGUE, export=("title", "file", "created_at"))
declare("wagtailcore.Revision.user", Fate.DETACH, because=HISTORY, export=("object_str", "created_at"))
declare("wagtailcore.WorkflowState.requested_by", Fate.DETACH, because=HISTORY)
declare("wagtailcore.TaskState.finished_by", Fate.DETACH, because=HISTORY, export=("finished_at", "status", "comment"))
declare("wagtailcore.PageLogEntry.user", Fate.DETACH, because=HISTORY, export=NOTED)
declare("wagtailcore.ModelLogEntry.user", Fate.DETACH, because=HISTORY, export=NOTED)


@also_erase
def forget_picture(user: Any) -> None:
    """The picture of the editing desk is a file beside the database."""
    profile = getattr(user, "wagtail_userprofile", None)
    if profile and profile.avatar:
        transaction.on_commit(partial(profile.avatar.storage.delete, profile.avatar.name))


@also_erase
def forget_what_was_done_to_the_account(user: Any) -> None:
    """Wagtail's log notes changes to accounts under the person's name or address."""
    from wagtail.models import ModelLogEntry  # not before all apps are there

    kind = ContentType.objects.get_for_model(get_user_model())
    ModelLogEntry.objects.filter(content_type=kind, object_id=str(user.pk)).delete()
