"""Files that somebody sends to a space: each becomes a document, or a sentence that says why not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.discussion.trust import MOST_FILES, level_of
from communities.documents import actions
from communities.documents.actions import AlreadyThereError
from communities.documents.forms import AddForm
from communities.documents.models import Document, DocumentVersion
from communities.documents.terms import LIMITS, MOST_AT_ONCE, MOST_OF_FACILITATORS
from communities.spaces.policies import Standing, facilitates
from portal.foundation.files.names import ENDING, ending_of, safe_name
from portal.foundation.files.taking import Taken, take


@dataclass(slots=True)
class Came:
    """What became of files."""

    documents: list[Document] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)  # sentences that begin with the name of the file


def take_in(files: Iterable[Any], form: AddForm, standing: Standing) -> Came:
    """Keeps what may be kept; whatever is refused leaves the others alone."""
    came = Came()
    for number, file in enumerate(files):
        try:
            if number >= MOST_AT_ONCE:
                raise ValidationError(
                    _("%(most)s files are taken at once. Send the others after them.") % {"most": MOST_AT_ONCE}
                )
            came.documents.append(_taken_in(file, form, standing))
        except ValidationError as error:
            came.refused.append(f"{shown(file)}: {error.messages[0]}")
    return came


def _taken_in(file: Any, form: AddForm, standing: Standing) -> Document:
    consent = form.cleaned_data["consent"]
    taken = looked_at(file, standing, consent)
    document = form.document(standing, title_of(taken.name))
    try:
        return actions.add(document, taken, standing.user, consent=consent)
    except AlreadyThereError as error:
        said = _("The same file is here already, as “%(title)s”. Nothing was added.")
        raise ValidationError(said % {"title": error.document.title}) from error


def looked_at(file: Any, standing: Standing, consent: str) -> Taken:
    """A file that may be kept. Raises ValidationError for what is refused, and where somebody sent enough for a day."""
    most = MOST_OF_FACILITATORS if facilitates(standing) else MOST_FILES[level_of(standing.user)]
    if sent_lately(standing.user) >= most:
        said = _(
            "You have sent %(most)s files within a day, which is as many as you can for now. It becomes more with the posts that you write."
        )
        raise ValidationError(said % {"most": most})
    taken = take(file, LIMITS)
    if taken.type.is_picture and not consent:
        raise ValidationError(_("Say of pictures whether people can be recognised in them, and send it again."))
    return taken


def sent_lately(user: Any) -> int:
    """How many files somebody sent within a day. One query."""
    return DocumentVersion.objects.filter(author=user.pk, created_at__gt=timezone.now() - timedelta(days=1)).count()


def title_of(taken: str) -> str:
    """What a document is called until somebody names it: its file's name without the ending."""
    return " ".join(ENDING.sub("", taken).replace("_", " ").split()) or taken


def shown(file: Any) -> str:
    """The name of a file that was refused, harmless."""
    name = str(file.name)
    return safe_name(name, ending_of(name)).rstrip(".")
