"""What somebody is writing in one place, with its files: taken from a form, kept as a draft, given to the post that comes of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import cached_property
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from communities.discussion.attachments import LONGEST_ALT, Attachment
from communities.discussion.documents import KIND, key_of
from communities.discussion.drafts import Draft, place_of, words_in
from communities.discussion.models import Post, Topic, Waiting
from communities.discussion.terms import FILES, FILES_OF_A_POST
from communities.discussion.trust import MOST_FILES, level_of
from communities.spaces.models import Community
from portal.foundation.files import extraction
from portal.foundation.files.facts import Consent, Extraction
from portal.foundation.files.limits import POSTS
from portal.foundation.files.names import ending_of, safe_name
from portal.foundation.files.taking import Taken, take
from portal.texts.storable import storable
from search.indexing import changed

NO_FILES: Final = gettext_lazy(
    "A protected case takes no files: they show people, and carry the names of who made them."
)


class Writing:
    """One person at one place; a place is what is written to: a space, a topic, or the post that is changed."""

    limits = POSTS
    consents = Consent

    def __init__(self, user: Any, where: Community | Topic | Post, *, is_begun: bool = True) -> None:
        self.user, self.place = user, place_of(where)
        self.post = where if isinstance(where, Post) else None
        topic = where.topic if isinstance(where, Post) else where
        self.takes_files = not (isinstance(topic, Topic) and topic.is_protected)
        self.errors: list[str] = []
        if not (is_begun and user.pk):
            self.draft = None  # as is known already

    @cached_property
    def draft(self) -> Draft | None:
        """What is kept of it, if anything. One query."""
        return Draft.objects.filter(user=self.user, place=self.place).first()

    @cached_property
    def files(self) -> list[Attachment]:
        """The files of the post that is changed, then those of the draft. At most two queries."""
        of_post = list(Attachment.objects.standing().filter(post=self.post)) if self.post else []
        return of_post + (list(Attachment.objects.filter(draft=self.draft)) if self.draft else [])

    @property
    def words(self) -> dict[str, str]:
        """What stands in the draft, by the names of the form's fields."""
        return dict(self.draft.words) if self.draft else {}

    def take(self, sent: Mapping[str, Any], files: Iterable[Any], *, keeping_words: bool = False) -> None:
        """Takes in what a form brought for its files; `keeping_words` for the words too. What is refused stands in `errors`."""
        files = list(files)
        words = words_in(sent) if keeping_words or files else {}
        if keeping_words or (files and self.draft is None):
            self._keep(words, has_files=bool(files or (self.draft and self.files)))
        self._describe(sent)
        for file in files:
            self._attach(file)
        if gone := [one for one in self.files if str(one.pk) == sent.get("detach")]:
            gone[0].delete()
            del self.files

    def _keep(self, words: dict[str, str], *, has_files: bool) -> None:
        if words or has_files:
            fields = {"words": words, "saved_at": timezone.now()}
            self.draft, _new = Draft.objects.update_or_create(user=self.user, place=self.place, defaults=fields)
        elif self.draft:
            self.discard()

    def _describe(self, sent: Mapping[str, Any]) -> None:
        """What the form says about the files that are there."""
        if not any(name.startswith(("alt-", "consent-")) for name in sent):
            return
        for one in self.files:
            before = (one.alt, one.consent)
            one.alt = " ".join(storable(str(sent.get(f"alt-{one.pk}", one.alt))).split())[:LONGEST_ALT]
            said = sent.get(f"consent-{one.pk}", one.consent)
            one.consent = said if said in Consent.values else one.consent
            if (one.alt, one.consent) != before:
                one.save(update_fields=["alt", "consent"])

    def _attach(self, file: Any) -> None:
        """Takes one file in, or says why not."""
        if not self.takes_files:
            self.errors.append(str(NO_FILES))
            return
        try:
            self.files.append(attach(file, self.user, len(self.files), draft=self.draft))
        except ValidationError as error:
            self.errors.append(error.messages[0])
        except IntegrityError:  # the draft was sent at this moment: what comes now begins another
            self.draft, _new = Draft.objects.get_or_create(user=self.user, place=self.place)
            file.seek(0)
            self.files.append(attach(file, self.user, len(self.files), draft=self.draft))

    def is_complete(self, *, protected: bool = False) -> bool:
        """Whether all pictures are described, and nothing is attached to what goes into a protected case; else `errors` says so."""
        if protected and self.files:
            self.errors.append(str(NO_FILES))
        pictures = [one for one in self.files if one.is_picture]
        if any(not one.alt for one in pictures):
            self.errors.append(_("Say of each picture what it shows, for those who can’t see it."))
        if any(not one.consent for one in pictures):
            self.errors.append(_("Say of each picture whether people can be recognised in it."))
        return not self.errors

    def give(self, to: Post | Waiting) -> None:
        """The draft is sent: its files belong to the post, or to what waits to become one. What was sent again, since the answer to it got
        lost, does so once."""
        if self.draft is None:
            return
        with transaction.atomic():
            there = set(to.attachments.values_list("sha256", flat=True))
            for one in Attachment.objects.filter(draft=self.draft):
                if one.sha256 in there:
                    one.delete()
                there.add(one.sha256)
            owner = {"post": to} if isinstance(to, Post) else {"waiting": to}
            Attachment.objects.filter(draft=self.draft).update(draft=None, **owner)
            if isinstance(to, Post):
                changed(KIND, [key_of(to)])  # their words are found with it
            self.draft.delete()

    def discard(self) -> None:
        """The draft is thrown away, with its files."""
        if self.draft:
            self.draft.delete()
        self.draft = None
        self.__dict__.pop("files", None)


def attach(file: Any, author: Any, before: int, **owner: Any) -> Attachment:
    """Keeps a file for a post or a draft that has `before` files. Raises ValidationError, which names it, where that may not be.

    The row comes after the file; a file without one is pruned.
    """
    try:
        _not_too_many(author, before)
        taken = take(file, POSTS)
    except ValidationError as error:
        name = safe_name(str(file.name), ending_of(str(file.name))).rstrip(".")
        raise ValidationError(f"{name}: {error.messages[0]}", code=error.code) from error
    return keep(taken, author, **owner)


def keep(taken: Taken, author: Any, **facts: Any) -> Attachment:
    """Keeps a file that was taken; `facts` say of what it is, and what is known of it. Its words are read by the worker."""
    with transaction.atomic():
        kept = Attachment.objects.create(
            author=author,
            name=taken.name,
            file=taken.file,
            media_type=taken.type.media_type,
            size=taken.size,
            sha256=taken.sha256,
            width=taken.width,
            height=taken.height,
            extraction=Extraction.WAITING if taken.type.is_text else Extraction.NONE,
            **facts,
        )
        if taken.type.is_text:
            extraction.wanted(FILES, kept.pk)
    return kept


def _not_too_many(author: Any, before: int) -> None:
    """Raises ValidationError where a post has enough files, or somebody sent enough for a day."""
    if before >= FILES_OF_A_POST:
        raise ValidationError(_("A post takes at most %(most)s files.") % {"most": FILES_OF_A_POST})
    most = MOST_FILES[level_of(author)]
    if sent_lately(author) >= most:
        said = ngettext("You can send %(most)s file a day.", "You can send %(most)s files a day.", most) % {
            "most": most
        }
        raise ValidationError(f"{said} {_('It becomes more with the posts that you write.')}")


def sent_lately(user: Any) -> int:
    """How many files somebody sent within a day. One query."""
    return Attachment.objects.filter(author=user.pk, created_at__gt=timezone.now() - timedelta(days=1)).count()
