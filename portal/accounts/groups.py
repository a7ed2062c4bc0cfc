"""Who may do what: six groups, each with the least that its work needs.

The groups are made here and nowhere else: `manage.py prepare` sets them again, so a right that was given to one of them
by hand is taken back. Who needs other rights gets a group of their own.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q, QuerySet
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Task,
    Workflow,
)

from portal.accounts.models import User

ADMINISTRATORS: Final = "administrators"
GROUPS: Final = ("members", "offender-managers", "contributors", "editors", "reviewers", ADMINISTRATORS)
CATALOGUE: Final = ("vocabularies", "practices")  # apps whose plain models editors tend

PAGES: Final[dict[str, set[str]]] = {
    "contributors": {"add"},  # and change what they added; somebody else publishes it
    "editors": {"add", "change", "publish"},
    "reviewers": {"change", "publish", "lock", "unlock"},
    ADMINISTRATORS: {"add", "change", "publish", "lock", "unlock", "bulk_delete"},
}
FILES: Final[dict[str, set[str]]] = {
    "contributors": {"add", "choose"},
    "editors": {"add", "change", "choose"},
    "reviewers": {"change", "choose"},
    ADMINISTRATORS: {"add", "change", "choose"},
}
FILE_PERMISSIONS: Final = ("wagtailimages.{}_image", "wagtaildocs.{}_document")
COLLECTIONS: Final = tuple(f"wagtailcore.{action}_collection" for action in ("add", "change", "delete"))
RECORDS: Final[dict[str, set[str]]] = {
    "editors": {"add", "change", "view"},
    "reviewers": {"change", "view"},
    ADMINISTRATORS: {"add", "change", "delete", "view"},
}
DESK: Final = "wagtailadmin.access_admin"
MESSAGES: Final = {"site.change_message", "site.view_message"}  # to read and to mark as handled
MISSES: Final = {"search.view_miss"}  # what was looked for in vain
SHAPE: Final = "vocabularies.restructure_concept"  # merging, splitting, deprecating: it can't be taken back
FURTHER: Final[dict[str, set[str]]] = {
    "contributors": {DESK},
    "editors": {DESK, "simple_translation.submit_translation", *MESSAGES, *MISSES},
    "reviewers": {DESK, "simple_translation.submit_translation", SHAPE, *MESSAGES, *MISSES},
    ADMINISTRATORS: {
        *MESSAGES,
        *MISSES,
        "site.delete_message",
        DESK,
        SHAPE,
        "simple_translation.submit_translation",
        *(f"accounts.{action}_user" for action in ("add", "change", "delete", "view")),
        *(f"auth.{action}_group" for action in ("add", "change", "view")),
        *(f"wagtailredirects.{action}_redirect" for action in ("add", "change", "delete", "view")),
        *(f"foundation.{action}_outboxentry" for action in ("change", "view")),
        "foundation.view_dutyrun",
        "foundation.view_auditentry",
        *(f"communities.{action}_community" for action in ("add", "change", "view")),
        *(f"communities.{action}_profile" for action in ("change", "view")),
    },
}
WAGTAIL_GROUPS: Final = ("Moderators", "Editors")
WAGTAIL_WORKFLOW: Final = "Moderators approval"  # likewise; nobody is called moderator here
REVIEW: Final = "review"  # the button says “Submit to review”


@transaction.atomic
def ensure_groups() -> None:
    """Makes the groups and gives them exactly their rights; a second time it changes nothing."""
    groups = {name: Group.objects.get_or_create(name=name)[0] for name in GROUPS}
    root, collection = Page.get_first_root_node(), Collection.get_first_root_node()
    for name, group in groups.items():
        group.permissions.set([*named(FURTHER.get(name, set())), *on_catalogue(RECORDS.get(name, set()))])
        pages = named(f"wagtailcore.{action}_page" for action in PAGES.get(name, set()))
        give(GroupPagePermission, group, pages, page=root)
        files = {what.format(action) for action in FILES.get(name, set()) for what in FILE_PERMISSIONS}
        files.update(COLLECTIONS if name == ADMINISTRATORS else ())
        give(GroupCollectionPermission, group, named(files), collection=collection)
    retire_wagtail_groups([group for name, group in groups.items() if "publish" in PAGES.get(name, set())])


def is_last_administrator(user: User) -> bool:
    """Whether nobody would be left to hand out rights if this person went."""
    return list(administrators().values_list("pk", flat=True)[:2]) == [user.pk]


def administrators() -> QuerySet[User]:
    """Those who answer for the site and whose account is not suspended."""
    able = Q(groups__name=ADMINISTRATORS) | Q(is_superuser=True)
    return User.objects.filter(able, is_active=True).distinct()


def named(names: Iterable[str]) -> list[Permission]:
    """Permissions by their full names, `app.codename`. Raises LookupError for one that does not exist."""
    wanted = set(names)
    codenames = {name.partition(".")[2] for name in wanted}
    rows = Permission.objects.filter(codename__in=codenames).select_related("content_type")
    found = {f"{row.content_type.app_label}.{row.codename}": row for row in rows}
    if missing := wanted - found.keys():
        raise LookupError(f"No such permission: {', '.join(sorted(missing))}. Run `manage.py migrate` first.")
    return [found[name] for name in wanted]


def on_catalogue(actions: set[str]) -> list[Permission]:
    """The permissions to do something with the catalogue's plain models; pages have their own rights."""
    models = [model for label in CATALOGUE for model in apps.get_app_config(label).get_models()]
    plain = [model for model in models if not issubclass(model, Page)]
    codenames = {f"{action}_{model._meta.model_name}" for model in plain for action in actions}
    return list(Permission.objects.filter(content_type__app_label__in=CATALOGUE, codename__in=codenames))


def give(through: Any, group: Group, permissions: list[Permission], **on: Any) -> None:
    """Sets a group's rights on a branch of pages or files to exactly these."""
    through.objects.filter(group=group).exclude(permission__in=permissions, **on).delete()
    for permission in permissions:
        through.objects.get_or_create(group=group, permission=permission, **on)


def retire_wagtail_groups(reviewing: Iterable[Group]) -> None:
    """Wagtail starts with groups and a review step of its own: the step becomes that of all who may publish, unused groups go."""
    for task in GroupApprovalTask.objects.filter(name=WAGTAIL_WORKFLOW):
        task.groups.set(reviewing)
    for model in (Task, Workflow):
        model.objects.filter(name=WAGTAIL_WORKFLOW).update(name=REVIEW)
    Group.objects.filter(name__in=WAGTAIL_GROUPS, user=None).delete()
