"""An article that begins with what somebody said in a community."""

from __future__ import annotations

from typing import Any, Final

import nh3
from django.utils.html import format_html
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.coreutils import find_available_slug

from portal.foundation.drafting import Offered, begins
from practices.articles.models import Article
from practices.records.lists import RecordIndex

KEPT: Final = {"p", "br", "ul", "ol", "li", "strong", "em", "a"}  # what a text of the catalogue may have
LONGEST_SLUG: Final = 80


@begins
def begin(offered: Offered, owner: Any) -> str:
    """The draft: the text, who said it and where; sources, age and all else are for its editors."""
    parent = RecordIndex.objects.in_language(offered.language).filter(record_kind=Article.kind).first()
    parent = parent or RecordIndex.objects.in_language("en").get(record_kind=Article.kind)
    slug = find_available_slug(parent, slugify(offered.title)[:LONGEST_SLUG].strip("-") or Article.kind)
    draft = Article(
        title=offered.title, draft_title=offered.title, slug=slug, locale=parent.locale, live=False, owner=owner
    )
    draft.body = [("text", body_of(offered))]
    parent.add_child(instance=draft)
    draft.save_revision(user=owner, log_action=True)
    return str(draft.identifier)


def body_of(offered: Offered) -> str:
    """The text as the catalogue keeps it, with its credit."""
    text = nh3.clean(offered.html, tags=KEPT, attributes={"a": {"href"}}, link_rel=None)
    name = offered.credit or _("somebody who does not want to be named")
    credit = format_html(
        _(
            '<p><em>Said by {name} in a <a href="{where}">discussion</a>, offered to the catalogue with their consent.</em></p>'
        ),
        name=name,
        where=offered.where,
    )
    return f"{text}{credit}"
