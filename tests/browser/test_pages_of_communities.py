"""The pages of communities and accounts that are there only after something has happened; and that no page of the site is forgotten."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.urls import URLResolver, get_resolver, resolve
from playwright.sync_api import Page

from tests.browser import test_every_page as plain
from tests.browser.stage import SLUG
from tests.browser.test_every_page import is_for_everyone

Open = Callable[..., Page]
SPACE = f"/communities/{SLUG}/"
TOPIC = f"{SPACE}forum/{{topic}}/"
CASE = f"{SPACE}forum/{{case_topic}}/"
POLLS = f"{SPACE}polls/"
STEERING = "/communities/network-board/steering/"
ROOM = "/communities/stewards-common-room/common-room/"
REVIEWED = "/communities/a-plan-in-review/stewardship/plan/{plan_review}/"
ENDED = "/communities/a-plan-that-was-decided/stewardship/plan/{plan_ended}/"
DRAFT = "/communities/a-second-version/stewardship/plan/{plan_draft}/"
# Lines of plans, by what is the same in all versions.
THREADS = ("plan_line", "plan_undecided", "plan_approved", "plan_changed")
STRANGER = ""
FILTERS = "/lessons/try/filters/?field1=subject&words1=release&place1=later&field2=to&words2=&place2=later&field3=to&words3=&place3=bin"
PAGES = [
    *((STRANGER, path) for path in (
        f"{POLLS}", f"{POLLS}{{poll_open}}/", f"{POLLS}{{poll_ended}}/",
        SPACE, f"{SPACE}forum/", TOPIC, "/communities/invitation/{token}/", "/notices/stop/{stop}/", "/notices/stop/{stop_digests}/",
        "/lessons/", "/lessons/browser/", "/lessons/messages/", "/lessons/words/", "/lessons/try/writing/", FILTERS,
    )),
    *(("member", path) for path in (
        REVIEWED, f"{REVIEWED}answer/", f"{REVIEWED}lines/{{plan_line}}/", f"{REVIEWED}lines/{{plan_line}}/suggest/why/", ENDED,
        "/communities/a-plan-that-was-decided/stewardship/",
        f"{SPACE}stewardship/", f"{SPACE}stewardship/needs/{{needs}}/", f"{SPACE}stewardship/needs/{{needs}}/answer/",
        f"{SPACE}stewardship/commitments/", f"{SPACE}stewardship/commitments/{{commitment}}/change/",
        POLLS, f"{POLLS}new/", f"{POLLS}{{poll_draft}}/", f"{POLLS}{{poll_draft}}/edit/", f"{POLLS}{{poll_open}}/", f"{POLLS}{{poll_ended}}/votes/",
        SPACE, f"{SPACE}forum/", f"{SPACE}forum/new/", TOPIC, f"{TOPIC}?quote=1", CASE, f"{TOPIC}post/{{own}}/edit/", f"{TOPIC}post/{{own}}/versions/",
        f"{TOPIC}post/{{own}}/remove/", f"{SPACE}leave/", "/communities/claim/", "/communities/report/post/{reported}/", "/account/decisions/",
        "/account/drafts/", "/notices/", "/notices/settings/", "/communities/offers/{offer}/", "/communities/mine/", "/account/logout/", "/account/reauthenticate/",
    )),
    *(("contributor", path) for path in (f"{SPACE}appeal/", "/communities/invitation/{token}/")),
    *(("reviewer", path) for path in (
        "/people/{colleague}/", "/people/{colleague}/verify/",
        REVIEWED, f"{REVIEWED}lines/{{plan_line}}/", ENDED, f"{ENDED}lines/{{plan_undecided}}/", f"{ENDED}lines/{{plan_approved}}/", DRAFT,
        f"{DRAFT}changes/", f"{DRAFT}needs/", f"{DRAFT}new/", f"{DRAFT}review/", f"{DRAFT}lines/{{plan_changed}}/edit/",
        f"{SPACE}stewardship/", f"{SPACE}stewardship/needs/{{needs}}/", f"{SPACE}stewardship/commitments/",
        f"{SPACE}stewardship/commitments/proposals/", f"{SPACE}stewardship/health/", "/communities/moderation/take-away/post/{reported}/",
        f"{POLLS}{{poll_open}}/", f"{POLLS}{{poll_open}}/remove/",
        SPACE, TOPIC, f"{SPACE}requests/", f"{SPACE}invite/", f"{SPACE}people/", f"{SPACE}people/{{membership}}/", f"{SPACE}people/{{membership}}/ban/",
        f"{SPACE}bans/", f"{SPACE}moderation/", "/communities/moderation/{case}/", f"{CASE}post/1/who/", f"{SPACE}leave/", f"{SPACE}export/", f"{SPACE}edit/",
        ROOM, f"{ROOM}{{shared}}/", STEERING, f"{STEERING}duty/new/", f"{STEERING}duty/{{duty}}/", f"{STEERING}agreement/2/", f"{STEERING}strategy/new/",
        f"{SPACE}steered/",
        f"{SPACE}face/", f"{SPACE}face/preview/", f"{SPACE}face/{{section}}/", f"{SPACE}face/{{section}}/?q=mentoring",
    )),
    *(("administrator", path) for path in (
        "/communities/moderation/", "/communities/moderation/{settled}/", "/communities/moderation/{appealed}/", f"{SPACE}bans/{{ban}}/", f"{TOPIC}tend/",
        f"{TOPIC}tags/", f"{TOPIC}merge/", f"{TOPIC}post/{{own}}/split/", "/search/why/?q=mentoring&record=page:1",
    )),
]  # fmt: skip
NO_PAGES = {
    "for machines": {
        "health_live", "health_ready", "robots", "favicon", "opensearch", "sitemap_index", "sitemap", "suggest", "notice_mail", "blog_feed",
        "face_feed",
    },
    "read in a journey of their own (test_stories.py)": {"story", "story_own", "story_desk_story"},
    "read in a journey of their own (test_writing.py)": {"account_unsent"},
    "read in a journey of their own (test_reviews.py)": {"review_invited", "review_draft"},
    "read in a journey of their own (test_second_step.py)": {
        "mfa_authenticate", "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes", "mfa_list_webauthn", "mfa_add_webauthn", "mfa_edit_webauthn", "mfa_remove_webauthn",
        "mfa_reauthenticate_webauthn",
    },
    "files": {"account_data", "mfa_download_recovery_codes", "hand_over", "record_citation", "export_list", "dataset_csv", "file", "poll_results_csv", "poll_votes_csv", "event_calendar",
        "meeting_calendar", "meetings_calendar", "meetings_private_calendar", "meeting_minutes_file"},
    "leads on": {"stewards", "topic_unread", "post", "account_set_password"},
    "takes a form, and leads on": {
        "story_act", "story_write_down", "set_language", "notices_read", "notice_revoke", "topic_follow", "topic_pin", "topic_close", "post_undo", "post_react",
        "post_accept", "post_offer", "poll_open", "poll_draft", "poll_close", "poll_delete", "document_work",
        "entry_act", "entry_move", "commitment_act", "five_put_aside", "meeting_fix", "meeting_answers", "meeting_attend",
        "needs_ask",
        "plan_start", "plan_discard", "plan_close", "plan_suggestion", "plan_line_act", "plan_decide", "plan_switch",
        "duty_done", "common_room_share", "stand_in_agree", "stand_in_end", "picture_move", "picture_cover", "picture_withdraw",
    },
    "takes a form, and shows the page of the topic where that is not right": {"topic_answer"},
    "takes a form, and shows the page of the poll where that is not right": {"poll_vote", "poll_option"},
    "read where pictures were sent, in test_galleries": {"album_describe"},
    "kept by a script while one writes": {"topic_new_draft", "topic_draft", "post_draft"},
    "written in a journey of its own (test_blog.py)": {"entry_edit"},
    "kept by a script while one contributes": {"suggest_practice_draft", "suggest_correction_draft", "report_problem_draft"},
    "read in a journey of its own (test_contributions.py)": {"contribution_confirm", "contribution_thread", "own_contribution"},
    "read with a letter’s link (tests/practices/peers)": {"peer_invitation"},
    "read with a letter’s link (tests/practices/representing)": {"claim_confirm"},
    "not offered: nobody signs in by a code": {"account_confirm_login_code"},
    "a mail, as it was sent": {"demo_mail_message", "demo_mail_html"},
}  # fmt: skip


def names(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """The names of all addresses but those of the desk, of Wagtail and of the API."""
    for one in resolver.url_patterns:
        address = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from names(one, address)
        elif one.name and not one.name.startswith("wagtail") and not address.startswith((settings.ADMIN_PATH, "api/")):
            yield one.name


def visited(paths: Sequence[str]) -> set[str]:
    """The names of the addresses of some pages."""
    keys: dict[str, str] = defaultdict(lambda: "1", dict.fromkeys(THREADS, str(UUID(int=1))))
    found = (resolve(path.format_map(keys).partition("?")[0]) for path in paths if not path.startswith("/de/"))
    return {match.url_name for match in found if match.url_name}


def test_no_page_is_forgotten() -> None:
    """A new page is added to a list here or in `test_every_page`, or to those that are none, with the reason."""
    read = visited([*plain.PAGES, *(path for _group, path in (*plain.SIGNED_IN, *PAGES))])
    none = set().union(*NO_PAGES.values())
    there = set(names(get_resolver()))
    assert sorted(there - read - none) == []
    assert sorted(none - there) == []
    assert sorted(none & read) == []


@pytest.mark.parametrize(("group", "path"), PAGES)
def test_a_page_where_something_has_happened_is_for_everyone(
    stage: dict[str, Any], signed_in: Open, open_page: Open, group: str, path: str
) -> None:
    path = path.format_map(stage)
    page = signed_in(group, path) if group else open_page(path)
    assert page.url.endswith(path)
    assert page.locator(".blank > h1").count() == 0  # no page of what went wrong
    is_for_everyone(page)


def test_a_link_that_works_no_more_says_so_to_everyone(open_page: Open) -> None:
    page = open_page("about:blank")
    for path, status in (
        ("/communities/invitation/gone/", 410),
        ("/contribute/thread/gone/", 410),
        ("/review/gone/", 410),
        ("/notices/stop/gone/", 404),
    ):
        answer = page.goto(path)
        assert answer
        assert answer.status == status
        is_for_everyone(page)
