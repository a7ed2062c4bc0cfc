"""What somebody is writing to the editors, with its files: kept until it is sent. A person's own is found by their account; that of
somebody without one by a signed number in their form, and only once they attach a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from allauth.core import ratelimit
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from portal.foundation.files.limits import POSTS
from portal.foundation.files.names import ending_of, safe_name
from portal.foundation.files.taking import take
from portal.texts.storable import storable
from practices.contributions.models import ContributedFile, Contribution
from practices.contributions.terms import MOST_FILES, Kind, State

SIGNER: Final = Signer(salt="practices.contributions.draft")


class Writing:
    """One person, one kind, one record (or none)."""

    limits = POSTS

    def __init__(self, request: HttpRequest, kind: Kind, page: Any = None) -> None:
        self.request, self.kind, self.page = request, kind, page
        self.code = page.full_identifier if page else ""
        self.errors: list[str] = []

    @cached_property
    def draft(self) -> Contribution | None:
        """What is kept of it. One query."""
        drafts = Contribution.objects.filter(state=State.DRAFT, kind=self.kind, code=self.code)
        if self.request.user.is_authenticated:
            return drafts.filter(person=self.request.user.pk).first()
        try:
            key = SIGNER.unsign(self.request.POST.get("draft", ""))
        except BadSignature:
            return None
        return drafts.filter(pk=key, person=None).first()

    @cached_property
    def files(self) -> list[ContributedFile]:
        """One query, where there is a draft."""
        return list(self.draft.files.all()) if self.draft else []

    @property
    def words(self) -> dict[str, str]:
        """What was typed, by the names of the form's fields."""
        return dict(self.draft.words) if self.draft else {}

    @property
    def token(self) -> str:
        """What a form of somebody without an account carries along."""
        return SIGNER.sign(str(self.draft.pk)) if self.draft and not self.draft.person_id else ""

    def keep(self, typed: Mapping[str, str], files: Iterable[Any] = (), *, without: str = "") -> None:
        """Keeps words and files, and takes out the file of a number; what is refused stands in `errors`."""
        files = list(files)
        words = {name: storable(said) for name, said in typed.items()}
        user = self.request.user
        if self.draft is None and not files and not (words and user.is_authenticated):
            return
        with transaction.atomic():
            if self.draft is None:
                fields = {"person": user if user.is_authenticated else None, "record": self.page}
                self.draft = self._begun(**fields)
            self.draft.words, self.draft.sent_at = words, timezone.now()
            self.draft.save(update_fields=["words", "sent_at"])
        for file in files:
            self._attach(file)
        if gone := [one for one in self.files if str(one.pk) == without]:
            gone[0].delete()
            del self.files

    def _begun(self, **fields: Any) -> Contribution:
        same = {"kind": self.kind, "code": self.code, "state": State.DRAFT}
        if fields["person"] is None:
            return Contribution.objects.create(**same, **fields)
        return Contribution.objects.get_or_create(
            **same, person=fields["person"], defaults={"record": fields["record"]}
        )[0]

    def _attach(self, file: Any) -> None:
        assert self.draft
        try:
            if len(self.files) >= MOST_FILES:
                raise ValidationError(_("At most %(most)s files go with it.") % {"most": MOST_FILES})
            if not ratelimit.consume(self.request, action="contribution_file"):
                raise ValidationError(_("Many files came from your network within the last hour. Try again later."))
            taken = take(file, POSTS)
        except ValidationError as error:
            name = safe_name(str(file.name), ending_of(str(file.name))).rstrip(".")
            self.errors.append(f"{name}: {error.messages[0]}")
            return
        kept = ContributedFile.objects.create(
            contribution=self.draft, name=taken.name, file=taken.file, media_type=taken.type.media_type, size=taken.size, sha256=taken.sha256
        )  # fmt: skip
        self.files.append(kept)

    def discard(self) -> None:
        """It is thrown away, with its files."""
        if self.draft:
            self.draft.delete()
        self.draft = None
        self.__dict__.pop("files", None)
