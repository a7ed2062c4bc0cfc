"""Posts of a topic and topics of a list as HTML. A page holds twenty with many links and dates: a template takes ten times as long."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Final
from urllib.parse import quote

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext

from communities.discussion.attachments import alt_or_word
from communities.discussion.models import Topic, forum_of
from communities.discussion.reading import File, Reactions, Shown
from communities.spaces.drawing import moments
from communities.spaces.drawing import word as _
from portal.foundation.files.names import kind_and_size
from portal.foundation.numbers import grouped
from portal.foundation.templatetags.passerelle import card_items, icon
from search.cards import ResultCard

CLAIMS: Final = "/communities/claim/"
LANGUAGES: Final = 50  # of the interface, at most
MOST_CARDS: Final = 3  # below one post
HIDDEN_NUMBER: Final = '<span class="hidden"> #{}</span>'


def post_items(
    posts: Iterable[Shown], topic: Topic, page: int, *, may_answer: bool, may_accept: bool, token: str
) -> SafeString:
    """The posts of one page; `token` is the hidden field that forms need."""
    around = _Around(topic, page, may_answer, may_accept, token)
    return SafeString("\n".join(around.post(one) for one in posts))  # escaped below


def page_links(topic: Topic, page: int, pages: Sequence[int]) -> SafeString:
    """The pages of a topic, 0 where some are left out; empty where there is one. It stands above and below the posts."""
    if len(pages) < 2:
        return SafeString("")
    url, word = topic.get_absolute_url(), _("Page")
    links = [
        f'<strong aria-current="page">{number}</strong>'
        if number == page
        else f'<a href="{url}{f"?page={number}" if number > 1 else ""}"><span class="hidden">{word} </span>{number}</a>'
        if number
        else '<span aria-hidden="true">…</span>'
        for number in pages
    ]
    return SafeString(
        f'<nav class="row mt-s no-print" aria-label="{_("Pages")}">{"".join(links)}</nav>'
    )  # escaped above


class _Around:
    """What is the same for all posts of a page."""

    def __init__(self, topic: Topic, page: int, may_answer: bool, may_accept: bool, token: str) -> None:
        self.url, self.forum = topic.get_absolute_url(), forum_of(topic.community.slug)
        self.language = escape(topic.language)
        self.here = f"?page={page}&amp;" if page > 1 else "?"
        self.may_answer, self.may_accept, self.token = may_answer, may_accept, token
        self.moment = moments()
        self.on_cards: set[str] = set()  # records that have theirs further up: what all speak of is drawn once

    def post(self, one: Shown) -> str:
        """One post."""
        post = one.post
        said = self._removed(one) if post.removed_at else self._said(one)
        accepted = f'<span class="state ok">{icon("check")}{_("Accepted answer")}</span>' if one.accepted else ""
        name = escape(one.name) if one.name or post.moved_topic else _("somebody who has left")
        if one.profile_url:
            name = f'<a href="{one.profile_url}">{name}</a>'
        came = f'<a href="{CLAIMS}">{_("from an archive: is it you?")}</a><br>' if post.unclaimed_id else ""
        return (
            f'<article class="post{" accepted" if one.accepted else ""}" id="post-{post.number}"><div class="by">{accepted}'
            f"<strong><bdi>{name}</bdi></strong>{self.moment(post.created_at)}<br>{came}{self._number(post.number)}</div>\n"
            f'<div class="said">{said}</div></article>'
        )

    def _number(self, number: int) -> str:
        return f'<a href="{self.url}post/{number}/">#{number}</a>'

    def _removed(self, one: Shown) -> str:
        if one.post.moved_topic:
            there = f"{self.forum}{one.post.moved_topic}/post/{one.post.moved_number}/"
            return f'<p class="meta"><a href="{there}">{_("This post stands in another topic now.")}</a></p>'
        return (
            f'<p class="meta">{_("This post was removed.")} {_("Reason:")} '
            f'<span dir="auto">{escape(one.post.removed_because)}</span></p>'
        )

    def _said(self, one: Shown) -> str:
        post, own = one.post, f"{self.url}post/{one.post.number}/"
        answered = ""
        if one.answered:
            answered = f'<p class="meta">{_("In answer to")} {self._number(one.answered)}</p>\n'
        changed = ""
        if post.edited_at:
            when = _("Changed on %(date)s.") % {"date": self.moment(post.edited_at)}
            changed = f'<p class="meta">{when} <a href="{own}versions/">{_("Earlier versions")}</a></p>\n'
        return (
            f'{answered}<div class="flow" lang="{self.language}" dir="auto">{one.html}</div>\n'
            f"{_files(one)}{records(one.named, self.on_cards)}{changed}{_offered(one)}"
            f'<div class="acts">{self._reactions(one.reactions, own if one.may["react"] else "")}\n{self._acts(one, own)}</div>'
        )  # the HTML of a post was made safe when it was written

    def _reactions(self, reactions: Sequence[Reactions], own: str) -> str:
        """What others said to it in one word; buttons where the reader may."""
        if not own:
            return "".join(f'<span class="meta">{_counted(one)}</span>' for one in reactions if one.count)
        return "".join(
            self._button("react/", own, _counted(one), f' name="kind" value="{one.kind}"{_pressed(one.mine)}')
            if one.kind
            else f'<span class="meta">{_counted(one)}</span>'
            for one in reactions
        )

    def _acts(self, one: Shown, own: str) -> str:
        """What the reader may do with it."""
        post, may, number = one.post, one.may, HIDDEN_NUMBER.format(one.post.number)
        acts = []
        if self.may_answer:
            acts.append(f'<a href="{self.here}quote={one.post.number}#reply">{_("Quote")}{number}</a>')
        if may["edit"]:
            acts.append(f'<a href="{own}edit/">{_("Change")}{number}</a>')
        if may["undo"]:
            acts.append(self._button("undo/", own, _("Take back")))
        elif may["remove"]:
            acts.append(f'<a href="{own}remove/">{_("Remove")}{number}</a>')
        if may["split"]:
            acts.append(f'<a href="{own}split/">{_("Split here")}{number}</a>')
        if may["offer"] and not post.offered_at:
            acts.append(self._button("offer/", own, _("Offer it to the catalogue")))
        if may["disclose"]:
            acts.append(f'<a href="{own}who/" rel="nofollow">{_("Who is this?")}{number}</a>')
        if may["report"]:
            acts.append(f'<a href="/communities/report/post/{one.post.pk}/" rel="nofollow">{_("Report")}{number}</a>')
        if self.may_accept and one.post.number > 1:
            acts.append(self._button("accept/", own, _("This is the answer"), _pressed(one.accepted)))
        return "".join(acts)

    def _button(self, what: str, own: str, label: str, attributes: str = "") -> str:
        return f'<form method="post" action="{own}{what}">{self.token}<button type="submit"{attributes}>{label}</button></form>'


def _pressed(pressed: bool) -> str:
    return f' aria-pressed="{"true" if pressed else "false"}"'


def _counted(one: Reactions) -> str:
    return f"{escape(one.label)}, {grouped(one.count)}" if one.count else escape(one.label)


def _offered(one: Shown) -> str:
    """What became of an answer that was offered to the catalogue, for those who could offer it."""
    post = one.post
    if not one.may["offer"] or not post.offered_at:
        return ""
    said = _("Offered to the catalogue: its author is asked.")
    if post.offer_code:
        said = _("It is the catalogue’s draft %(code)s.") % {"code": escape(post.offer_code)}
    elif post.offer_decided_at:
        said = _("Its author wants it to stay here.")
    return f'<p class="meta">{said}</p>\n'


def _files(shown: Shown) -> str:
    """The pictures of a post, as large as they fit, and its other files with type and size, each with the way to report it alone. They
    come from this site alone."""
    pictures = "".join(_picture(one, _flag(one, shown.may)) for one in shown.files if one.width)
    others = "".join(_other(one, _flag(one, shown.may)) for one in shown.files if not one.width)
    listed = f'<ul class="links" aria-label="{_("Files")}">{others}</ul>\n' if others else ""
    return f"{pictures}{listed}"


def _picture(one: File, flag: str) -> str:
    if one.removed_at:
        return f'<p class="meta">{_("A picture was taken away by those who tend this space.")}</p>\n'
    return (
        f'<div class="shot"><a href="{one.url}"><img src="{one.url}" alt="{escape(alt_or_word(one.alt))}" width="{one.width}" '
        f'height="{one.height}" loading="lazy"></a>{flag}</div>\n'
    )


def _other(one: File, flag: str) -> str:
    if one.removed_at:
        return f'<li class="meta">{_("A file was taken away by those who tend this space.")}</li>'
    return (
        f'<li>{icon("download")} <a href="{one.url}" dir="auto">{escape(one.name)}</a>{flag} '
        f'<span class="how">{escape(kind_and_size(one.name, one.size))}</span></li>'
    )


def _flag(one: File, may: Mapping[str, bool]) -> str:
    """The way to report it; for who would decide, to take it away."""
    if not may["report"]:
        return ""
    way, said = ("moderation/take-away", _("Take away")) if may["remove"] else ("report", _("Report"))
    named = f"{said}: {escape(one.name)}"
    return (
        f' <a class="flag no-print" href="/communities/{way}/file/{one.key}/" rel="nofollow" title="{named}">'
        f'{icon("flag")}<span class="hidden">{named}</span></a>'
    )


def records(named: Sequence[ResultCard], on_cards: set[str]) -> SafeString:
    """The records that a text names: the first of them as cards, the others, and those `on_cards` already, with their titles alone."""
    cards = [one for one in named if one.identifier not in on_cards][:MOST_CARDS]
    on_cards.update(one.identifier for one in cards)
    others = "".join(
        f'<li><span class="how">{escape(one.identifier)}</span> '
        f'<a href="{escape(one.url)}" lang="{escape(one.language)}" dir="auto">{one.title}</a></li>'
        for one in named
        if one not in cards
    )
    label = _("Named here")
    drawn = f'<ul class="cards" aria-label="{label}">{card_items(cards)}</ul>\n' if cards else ""
    listed = f'<ul class="links" aria-label="{label}">{others}</ul>\n' if others else ""
    return SafeString(f"{drawn}{listed}")  # escaped above; titles were before


def topic_rows(topics: Iterable[Topic], *, with_unread: bool) -> SafeString:
    """The rows of a list of topics; `with_unread` for who belongs to the space."""
    day = moments("DATE_FORMAT")
    return SafeString("\n".join(_row(topic, with_unread, day) for topic in topics))  # escaped below


@lru_cache(maxsize=LANGUAGES)
def _kinds(_language: str | None) -> dict[str, str]:
    """The kinds of topics as the reader's language calls them, escaped."""
    return {kind.value: escape(capfirst(str(kind.label))) for kind in Topic.Kind}


def _row(topic: Topic, with_unread: bool, day: Callable[[datetime], str]) -> str:
    url = topic.get_absolute_url()
    begun = bool(topic.unread) and topic.unread != topic.last_number
    title: str = escape(topic.title)
    new = ""
    if topic.unread:
        title = f"<strong>{title}</strong>"
        if with_unread:
            said = ngettext("%(number)s new", "%(number)s new", topic.unread) % {"number": grouped(topic.unread)}
            new = f' <span class="state ok">{escape(said)}</span>'
    about: list[str] = [_("On top")] if topic.pinned else []
    about.append(_kinds(get_language()).get(topic.kind, ""))
    if topic.author_name:
        about.append(f"<bdi>{escape(topic.author_name)}</bdi>")
    about += [
        f'<a href="{url.rpartition("/forum/")[0]}/forum/?tag={quote(slug)}">{escape(name)}</a>'
        for name, slug in topic.shown_tags
    ]
    if topic.last_page > 1:
        about.append(f'<a href="{url}?page={topic.last_page}">{_("last page")}</a>')
    return (
        f'<tr><th scope="row"><a href="{url}{"unread/" if begun else ""}" lang="{escape(topic.language)}" dir="auto">{title}</a>'
        f'{new}<br><span class="meta">{" · ".join(about)}</span></th><td data-l="{_("State")}">{_state(topic)}</td>'
        f'<td class="num" data-l="{_("Posts")}">{grouped(topic.last_number)}</td>'
        f'<td data-l="{_("Last")}">{day(topic.last_post_at)}</td></tr>'
    )


def _state(topic: Topic) -> str:
    if topic.accepted_id:
        return f'<span class="state ok">{icon("check")}{_("Answered")}</span>'
    if topic.closed_at:
        return f'<span class="state">{icon("lock")}{_("Closed")}</span>'
    if topic.kind == Topic.Kind.QUESTION and topic.last_number == 1:
        return f'<span class="state warn">{icon("clock")}{_("No answer yet")}</span>'
    return f'<span class="state">{_("Open")}</span>'
