"""Five groups, each with the least that its work needs; one door to the editing desk."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupApprovalTask, GroupCollectionPermission, GroupPagePermission, Page, Site, Workflow

from portal.accounts.groups import GROUPS, ensure_groups
from portal.accounts.models import User
from tests.accounts.conftest import Person

pytestmark = pytest.mark.django_db


def state() -> dict[str, list[str]]:
    """The rights of every group: anywhere, on pages, on files."""
    return {
        group.name: sorted(
            [
                *group.permissions.values_list("codename", flat=True),
                *GroupPagePermission.objects.filter(group=group).values_list("permission__codename", flat=True),
                *GroupCollectionPermission.objects.filter(group=group).values_list("permission__codename", flat=True),
            ]
        )
        for group in Group.objects.all()
    }


def test_making_them_again_changes_nothing(groups: None) -> None:
    before = state()
    assert set(before) == set(GROUPS)
    ensure_groups()
    assert state() == before


def test_a_right_too_much_is_taken_back(groups: None) -> None:
    before = state()
    members = Group.objects.get(name="members")
    right = GroupPagePermission.objects.filter(group__name="editors").first()
    assert right
    members.permissions.add(right.permission)
    GroupPagePermission.objects.create(group=members, page=Page.get_first_root_node(), permission=right.permission)
    ensure_groups()
    assert state() == before


def test_wagtails_own_groups_are_gone_and_their_review_is_of_all_who_publish(groups: None) -> None:
    assert not Group.objects.filter(name__in=("Moderators", "Editors")).exists()
    step = GroupApprovalTask.objects.get()
    assert {group.name for group in step.groups.all()} == {"editors", "reviewers", "administrators"}
    assert step.name == Workflow.objects.get().name == "review"


def test_a_review_that_the_operator_has_given_to_others_stays_theirs(groups: None) -> None:
    step = GroupApprovalTask.objects.get()
    step.groups.set(Group.objects.filter(name="reviewers"))
    ensure_groups()
    assert [group.name for group in step.groups.all()] == ["reviewers"]


@pytest.mark.parametrize(
    ("group", "can"),
    [
        ("members", set()),
        ("contributors", {"add"}),
        ("editors", {"add", "edit", "publish"}),
        ("reviewers", {"edit", "publish", "lock"}),
        ("administrators", {"add", "edit", "publish", "lock"}),
    ],
)
def test_who_may_do_what_with_a_page(person: Person, group: str, can: set[str]) -> None:
    home = Site.objects.get(is_default_site=True).root_page
    rights = home.permissions_for_user(person(group))
    asked = {
        "add": rights.can_add_subpage,
        "edit": rights.can_edit,
        "publish": rights.can_publish,
        "lock": rights.can_lock,
    }
    assert {action for action, ask in asked.items() if ask()} == can


@pytest.mark.parametrize(
    ("group", "allowed"),
    [("members", 403), ("contributors", 200), ("editors", 200), ("reviewers", 200), ("administrators", 200)],
)
def test_the_desk_opens_for_who_works_there(client: Client, person: Person, group: str, allowed: int) -> None:
    client.force_login(person(group))
    assert client.get("/admin/", follow=True).status_code == allowed


@pytest.mark.parametrize("place", ["users", "groups", "redirects", "collections"])
def test_only_administrators_keep_the_house(client: Client, person: Person, place: str) -> None:
    client.force_login(person("reviewers"))
    assert client.get(f"/admin/{place}/").status_code == 302
    client.force_login(person("administrators", email="berta@example.org"))
    assert client.get(f"/admin/{place}/").status_code == 200


def test_the_desk_uses_the_one_log_in_page(client: Client, groups: None) -> None:
    answer = client.get("/admin/pages/", follow=True)
    assert answer.redirect_chain[-1][0] == f"{reverse('account_login')}?next=/admin/pages/"


def test_the_door_does_not_lead_to_other_sites(client: Client, person: Person) -> None:
    client.force_login(person("editors"))
    assert client.get("/admin/login/?next=https://evil.example/")["Location"] == "/admin/"


def test_administrators_make_accounts_without_a_password(client: Client, person: Person) -> None:
    client.force_login(person("administrators"))
    editors = Group.objects.get(name="editors")
    page = client.get(reverse("wagtailusers_users:add")).content.decode()
    assert "first_name" not in page
    assert "is_superuser" not in page
    new = {
        "email": "carla@example.org",
        "name": "Carla",
        "is_active": "on",
        "groups": [editors.pk],
        "is_superuser": "on",
    }
    assert client.post(reverse("wagtailusers_users:add"), new).status_code == 302
    carla = User.objects.get(email="carla@example.org")
    assert not carla.has_usable_password()
    assert not carla.is_superuser
    assert list(carla.groups.all()) == [editors]


def test_an_address_is_changed_by_its_owner_only(client: Client, person: Person) -> None:
    client.force_login(person("administrators"))
    berta = person("members", email="berta@example.org")
    url = reverse("wagtailusers_users:edit", args=[berta.pk])
    assert client.get(url).status_code == 200
    client.post(url, {"email": "mallory@example.org", "name": "Berta B.", "is_active": "on", "groups": []})
    berta.refresh_from_db()
    assert (berta.email, berta.name, list(berta.groups.all())) == ("berta@example.org", "Berta B.", [])


@pytest.mark.parametrize("query", ["?q=anna", "?ordering=name", "?ordering=-email", "?q=%00%F0%9F%98%80"])
def test_accounts_are_listed_and_found(client: Client, person: Person, query: str) -> None:
    client.force_login(person("administrators"))
    assert client.get(reverse("wagtailusers_users:index") + query).status_code == 200


def test_administrators_end_accounts_as_their_owners_would(client: Client, person: Person) -> None:
    admin = person("administrators")
    client.force_login(admin)
    berta, carla = (person("members", email=f"{name}@example.org") for name in ("berta", "carla"))
    page = Page.get_first_root_node()
    page.owner = berta
    page.save()
    assert client.post(reverse("wagtailusers_users:delete", args=[berta.pk])).status_code == 302
    page.refresh_from_db()
    assert page.owner is None
    client.post(f"/admin/bulk/accounts/user/delete/?id={carla.pk}&id={admin.pk}")
    assert list(User.objects.all()) == [admin]
