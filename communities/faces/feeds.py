"""What a face shows that is new, as an Atom feed (RFC 4287): for strangers, whoever asks."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from communities.faces.reading import STRANGER, Item, face_of, latest, shown
from communities.spaces.models import Community
from communities.texts import plain

TYPE: Final = "application/atom+xml; charset=utf-8"


@require_safe
def feed(request: HttpRequest, slug: str) -> HttpResponse:
    """`…/face/feed/`: each thing with the moment from which it stood there; asked again with its tag, nothing is sent."""
    space = Community.objects.visible_to(STRANGER).filter(slug=slug).first()
    if space is None:
        raise Http404
    items = latest(shown(space, STRANGER, face_of(space).shown))
    tag = hashlib.sha256(repr((space.changed_at, get_language(), items)).encode()).hexdigest()[:24]
    response = HttpResponse(content_type=TYPE, headers={"ETag": f'"{tag}"', "Cache-Control": "public, no-cache"})
    same = get_conditional_response(request, etag=response["ETag"], response=response)
    if same is not response:
        return same or response
    written(space, items).write(response, "utf-8")
    return response


def written(space: Community, items: Sequence[tuple[str, Item]]) -> Atom1Feed:
    """The feed of some things."""
    site = settings.SITE_ADDRESS
    made = Atom1Feed(
        title=space.name,
        link=site + space.get_absolute_url(),
        description=" ".join(plain(space.purpose).split())[:300],
        subtitle=" ".join(plain(space.purpose).split())[:300],
        language=get_language(),
        feed_url=site + reverse("face_feed", args=[space.slug]),
    )
    for since, item in items:
        moment = datetime.fromisoformat(since)
        link = site + item.card.url
        words = item.note or item.card.summary or item.card.facts
        made.add_item(item.card.title, link, words, unique_id=link, pubdate=moment, updateddate=moment)
    return made
