"""Writes the mails: plain words and HTML, headers by which mail programs thread, file and unsubscribe, and no other personal data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from email.utils import formataddr, parseaddr
from html import escape
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.notices import stopping
from portal.notices.models import Digest, Notice
from portal.notices.registry import Kind, Story
from portal.notices.replies.addresses import reply_to
from portal.notices.terms import EXCERPT, MOST_IN_A_DIGEST

LINK: Final = re.compile(r'(<a\b[^>]*?\bhref=")/')
PICTURE: Final = re.compile(r'<img\b[^>]*?\balt="([^"]*)"[^>]*>')
SIGNATURE: Final = "-- "  # what is below it, mail programs leave out when they quote
Told = tuple[Notice, Story]


def about(notice: Notice, kind: Kind, story: Story) -> EmailMultiAlternatives:
    """The mail about one event, in the language that is active."""
    stop, answered_at = stopping.of(notice, kind), reply_to(notice) if story.by_mail else ""
    context = {
        "story": story,
        "html": for_mail(story.html),
        "url": settings.SITE_ADDRESS + story.url,
        "because": kind.because,
        "stop_url": stop.url if stop else "",
        "stop_label": _("No more mails about this topic")
        if stop and not stop.kind
        else _("No more mails of this kind"),
        "settings_url": settings.SITE_ADDRESS + reverse("notice_settings"),
        "can_be_answered": bool(answered_at),
    }
    again = "Re: " if story.answers else ""
    message = _message(
        notice.user,
        f"{again}[{story.place or 'Passerelle'}] {story.title}",
        "notices/mail",
        context,
        {
            **threading(story, f"notice.{notice.pk}"),
            **listing(notice.place, story.place),
            **unsubscribing(stop),
        },
        who=story.who,
        reply=answered_at,
    )
    if brought := story.calendar and story.calendar():
        bring(message, *brought)
    return message


def bring(message: EmailMultiAlternatives, method: str, calendar: bytes) -> None:
    """An entry for calendars: as another form of the words, which programs offer to take over, and as a file for all others."""
    message.attach_alternative(calendar.decode(), f"text/calendar; method={method}")
    message.attach("meeting.ics", calendar, "application/ics")


def digest(made: Digest, told: Sequence[Told]) -> EmailMultiAlternatives:
    """The mail of a day: by place and thread, the newest thread first."""
    stop = stopping.Stop(made.user_id, "", stopping.DIGESTS)
    shown = told[-MOST_IN_A_DIGEST:]
    context = {
        "places": by_place(shown),
        "left_out": len(told) - len(shown),
        "stop_url": stop.url,
        "settings_url": settings.SITE_ADDRESS + reverse("notice_settings"),
        "notices_url": settings.SITE_ADDRESS + reverse("notices"),
    }
    subject = ngettext(
        "[Passerelle] %(count)d thing is new for you", "[Passerelle] %(count)d things are new for you", len(told)
    )
    headers = {"Message-ID": named(f"digest.{made.pk}"), **listing("", ""), **unsubscribing(stop)}
    return _message(made.user, subject % {"count": len(told)}, "notices/digest", context, headers)


def by_place(told: Sequence[Told]) -> list[dict[str, Any]]:
    """Places, in each the threads, in each what is new, in order of time; the newest place and thread first."""
    places: dict[str, dict[str, dict[str, Any]]] = {}
    for notice, story in reversed(told):
        thread = places.setdefault(story.place, {}).setdefault(
            notice.thread or notice.event, {"title": story.title, "language": story.language, "news": []}
        )
        thread["news"].insert(
            0, {"story": story, "url": settings.SITE_ADDRESS + story.url, "text": excerpt(story.short or story.text)}
        )
    return [{"label": label, "threads": list(threads.values())} for label, threads in places.items()]


def excerpt(text: str) -> str:
    """The beginning of what somebody said, in one line."""
    return Truncator(" ".join(text.split())).chars(EXCERPT)


def for_mail(html: str) -> SafeString:
    """Cleaned HTML as it can stand in a mail: links with the site's address, pictures by their words."""
    absolute = LINK.sub(rf"\g<1>{escape(settings.SITE_ADDRESS)}/", html)
    return SafeString(PICTURE.sub(r"[\1]", absolute))


# -- Headers --


def host() -> str:
    """The site's name."""
    return urlsplit(settings.SITE_ADDRESS).hostname or "localhost"


def named(name: str) -> str:
    """A `Message-ID`: always the same for the same thing."""
    return f"<{name}@{host()}>"


def threading(story: Story, otherwise: str) -> dict[str, str]:
    """RFC 5322, 3.6.4: what the words are called, what they answer, and what went before."""
    headers = {"Message-ID": named(story.message or otherwise)}
    if story.answers:
        headers["In-Reply-To"] = named(story.answers[-1])
        headers["References"] = " ".join(named(name) for name in story.answers)
    return headers


def listing(scope: str, label: str) -> dict[str, str]:
    """What filters go by: RFC 2919, RFC 3834 and what programs look at that answer when nobody is there."""
    name = f"<{scope.replace(':', '-') or 'notices'}.{host()}>"
    phrase = label.replace('"', "").replace("\\", "")
    return {
        "List-Id": f'"{phrase}" {name}' if phrase and phrase.isascii() and phrase.isprintable() else name,
        "Auto-Submitted": "auto-generated",
        "Precedence": "list",
        "X-Auto-Response-Suppress": "All",
    }


def unsubscribing(stop: stopping.Stop | None) -> dict[str, str]:
    """RFC 8058: one click, no log-in."""
    return {"List-Unsubscribe": f"<{stop.url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"} if stop else {}


def sender(who: str) -> str:
    """The site's address, under the name of whose words are in the mail."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((f"{one_line(who)} – Passerelle" if who else name or "Passerelle", address))


def one_line(text: str) -> str:
    """A text as it may stand in a header."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _message(
    user: Any,
    subject: str,
    template: str,
    context: dict[str, Any],
    headers: dict[str, str],
    *,
    who: str = "",
    reply: str = "",
) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        subject=Truncator(one_line(subject)).chars(200),
        body=paragraphs(render_to_string(f"{template}.txt", context)),
        from_email=sender(who),
        to=[user.email],
        reply_to=[reply] if reply else None,
        headers=headers,
    )
    message.attach_alternative(render_to_string(f"{template}.html", context), "text/html")
    return message


def paragraphs(text: str) -> str:
    """Plain words with one empty line at most between them: a template leaves more where something doesn't stand."""
    lines = (line if line == SIGNATURE else line.rstrip(" \t") for line in text.strip("\n").split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)) + "\n"


def letter(paragraphs: Iterable[str]) -> str:
    """Paragraphs as the text of a story."""
    return "\n\n".join(filter(None, paragraphs))
