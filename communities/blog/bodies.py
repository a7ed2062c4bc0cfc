"""The blocks of an entry as a form that needs no JavaScript: what is sent is read, changed as a button asks, and shown again.

Wagtail's own form is drawn by scripts of its desk (telepath) and does nothing without them. Here each block is a small form of Django,
and what they hold becomes the same stored value; nothing that was typed is lost, whether it is complete or not.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from communities.blog.models import EntryPicture
from communities.blog.terms import LONGEST_BODY, MOST_BLOCKS, Piece
from communities.discussion.terms import LONGEST_POST
from portal.foundation.files.facts import Consent
from portal.foundation.files.limits import PICTURES, Limits
from portal.foundation.identity import PATTERN
from portal.texts.markdown import pictures_without_words, to_html
from portal.texts.storable import storable
from search import registry

LIMITS: Final = Limits(PICTURES)
PREFIX: Final = "block"
SENT_FILE: Final = "file"


class ParagraphForm(forms.Form):
    """Some paragraphs."""

    text = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=LONGEST_POST,
        widget=forms.Textarea({"rows": 7}),
        help_text=gettext_lazy(
            "Empty lines make paragraphs, **stars** make bold, “- ” a list. Records are linked by their identifiers, such as PR-0001."
        ),
    )

    def clean_text(self) -> str:
        """Raises ValidationError for pictures that tell nothing to who can't see them."""
        text: str = self.cleaned_data["text"]
        if "![" in text and (missing := pictures_without_words(to_html(text))):
            raise forms.ValidationError(
                ngettext(
                    "A picture has no description. Say between the square brackets what it shows.",
                    "%(count)s pictures have no description. Say between the square brackets what they show.",
                    missing,
                )
                % {"count": missing}
            )
        return text


class HeadingForm(forms.Form):
    """A heading."""

    text = forms.CharField(label=gettext_lazy("Heading"), max_length=200)


class PictureForm(forms.Form):
    """A picture: sent, described, and said whether people can be recognised in it."""

    picture = forms.CharField(widget=forms.HiddenInput, required=False)
    alt = forms.CharField(
        label=gettext_lazy("What the picture shows"),
        max_length=300,
        help_text=gettext_lazy("For those who can’t see it."),
    )
    caption = forms.CharField(label=gettext_lazy("Caption"), max_length=300, required=False)
    consent = forms.ChoiceField(
        label=gettext_lazy("People in it"),
        choices=[("", gettext_lazy("Please choose")), *((one.value, one.label) for one in Consent if one.value)],
    )

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError as long as there is no picture."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not data.get("picture"):
            raise forms.ValidationError(_("Choose a picture, or remove this block."))
        return data


class QuotationForm(forms.Form):
    """Somebody's words, and whose they are."""

    text = forms.CharField(label=gettext_lazy("Words"), max_length=5000, widget=forms.Textarea({"rows": 4}))
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=300,
        help_text=gettext_lazy("Who said or wrote it, and where. Name nobody who did not agree to it."),
    )


class RecordForm(forms.Form):
    """A record, drawn as a card to each reader who may know of it."""

    text = forms.CharField(
        label=gettext_lazy("Identifier"),
        max_length=20,
        help_text=gettext_lazy("Such as PR-0001. It is shown as a card."),
    )

    def clean_text(self) -> str:
        """Raises ValidationError for what is no identifier."""
        text: str = self.cleaned_data["text"].strip()
        match = PATTERN.match(text[:2].upper() + text[2:].lower())
        if not match:
            raise forms.ValidationError(_("An identifier is two letters, a hyphen and digits, such as PR-0001."))
        return str(match["code"])


class DividerForm(forms.Form):
    """A line. There is nothing to say."""


FORMS: Final[Mapping[str, type[forms.Form]]] = {
    Piece.PARAGRAPH: ParagraphForm,
    Piece.HEADING: HeadingForm,
    Piece.PICTURE: PictureForm,
    Piece.QUOTATION: QuotationForm,
    Piece.RECORD: RecordForm,
    Piece.DIVIDER: DividerForm,
}
WHOLE: Final = (Piece.PARAGRAPH, Piece.HEADING, Piece.RECORD)  # whose stored value is one text


class Block:
    """One block, as it was sent or stored."""

    def __init__(self, kind: str, key: str, words: Mapping[str, str]) -> None:
        self.kind, self.key, self.words = Piece(kind), key, dict(words)
        self.number = 0  # from 1, in its place
        self.error = ""  # of its picture
        self.picture: EntryPicture | None = None
        self.form: Any = None

    @classmethod
    def stored(cls, one: Mapping[str, Any]) -> Block:
        """As it is kept."""
        value = one["value"]
        words = (
            {"text": value or ""}
            if one["type"] in WHOLE
            else {name: str(said or "") for name, said in (value or {}).items()}
        )
        return cls(one["type"], one.get("id") or str(uuid.uuid4()), words)

    @property
    def anchor(self) -> str:
        """Where it stands on the page."""
        return f"{PREFIX}-{self.number}"

    @property
    def value(self) -> dict[str, Any]:
        """As it is to be kept, complete or not."""
        words = {name: self.words.get(name, "") for name in FORMS[self.kind].base_fields}
        if self.kind in WHOLE:
            said: Any = words["text"]
        elif self.kind == Piece.DIVIDER:
            said = None
        elif self.kind == Piece.PICTURE:
            said = {
                "picture": self.picture.pk if self.picture else None,
                "alt": words["alt"],
                "caption": words["caption"],
            }
        else:
            said = words
        return {"type": self.kind.value, "value": said, "id": self.key}


class Body:
    """All blocks of an entry. `pictures` are those that belong to it."""

    pieces: ClassVar[Any] = Piece
    limits = LIMITS

    def __init__(self, blocks: Sequence[Block], pictures: Mapping[int, EntryPicture]) -> None:
        self.blocks, self.pictures, self.errors = list(blocks), pictures, list[str]()
        for block in self.blocks:
            self._find_picture(block)

    @classmethod
    def stored(cls, raw: Sequence[Mapping[str, Any]], pictures: Mapping[int, EntryPicture]) -> Body:
        """Of an entry as it is kept; a new one begins with an empty paragraph."""
        blocks = [Block.stored(one) for one in raw] or [Block(Piece.PARAGRAPH, str(uuid.uuid4()), {})]
        return cls(blocks, pictures)

    @classmethod
    def sent(cls, data: Mapping[str, Any], pictures: Mapping[int, EntryPicture]) -> Body:
        """As the form brought it; what is no block is left out."""
        return cls(list(_sent(data)), pictures)

    def _find_picture(self, block: Block) -> None:
        """The picture that it names, if it is one of this entry's; what was said about its people is kept with it."""
        named = block.words.get("picture", "")
        block.picture = (
            self.pictures.get(int(named)) if named.isascii() and named.isdigit() and len(named) < 19 else None
        )
        if block.kind != Piece.PICTURE:
            return
        block.words["picture"] = str(block.picture.pk) if block.picture else ""
        if block.picture and "consent" not in block.words:
            block.words["consent"] = block.picture.consent

    def add(self, kind: str) -> Block | None:
        """A new block at the end; None for what is no kind and where there are too many."""
        if kind not in FORMS:
            return None
        if len(self.blocks) >= MOST_BLOCKS:
            self.errors.append(_("An entry takes at most %(most)s blocks.") % {"most": MOST_BLOCKS})
            return None
        self.blocks.append(Block(kind, str(uuid.uuid4()), {}))
        return self.blocks[-1]

    def do(self, action: str) -> Block | None:
        """What a button asks, such as up:2, remove:3 or add:heading; returns the block that it was about, or that follows."""
        what, _colon, which = action.partition(":")
        if what == "add":
            return self.add(which)
        at = int(which) - 1 if which.isascii() and which.isdigit() and len(which) < 5 else -1
        if not 0 <= at < len(self.blocks):
            return None
        if what == "remove":
            del self.blocks[at]
            return self.blocks[min(at, len(self.blocks) - 1)] if self.blocks else None
        to = {"up": max(0, at - 1), "down": min(len(self.blocks) - 1, at + 1)}.get(what, at)
        self.blocks.insert(to, self.blocks.pop(at))
        return self.blocks[to]

    def number(self, *, bound: bool) -> None:
        """Gives each its number and its form; `bound` where errors are to be shown."""
        for number, block in enumerate(self.blocks, start=1):
            block.number = number
            prefix = block.anchor
            data = {f"{prefix}-{name}": said for name, said in block.words.items()}
            made = FORMS[block.kind]
            block.form = made(data, prefix=prefix) if bound else made(initial=block.words, prefix=prefix)

    def is_complete(self, author: Any) -> bool:
        """Whether its author can have it published; else forms and `errors` say what is missing. Words are kept as their forms cleaned
        them. One query where it shows records."""
        self.number(bound=True)
        if not any(block.kind != Piece.DIVIDER for block in self.blocks):
            self.errors.append(_("There is nothing to read yet. Add a text."))
        fine = [block.form.is_valid() for block in self.blocks]
        for block in self.blocks:
            block.words |= {name: said for name, said in block.form.cleaned_data.items() if isinstance(said, str)}
        fine.append(self._shows_records_there_are(author))
        return all(fine) and not self.errors and not any(block.error for block in self.blocks) and self.is_short()

    def _shows_records_there_are(self, author: Any) -> bool:
        """Whether a card can be drawn of each record, as far as its author may know of it; else its form says so."""
        named = {
            block: block.words["text"] for block in self.blocks if block.kind == Piece.RECORD and not block.form.errors
        }
        known = registry.by_identifier(set(named.values()), author, ()) if named else {}
        missing = {block: code for block, code in named.items() if code not in known}
        for block, code in missing.items():
            said = _("There is no record %(code)s that you can read. Check its identifier, or remove this block.")
            block.form.add_error("text", said % {"code": code})
        return not missing

    def is_short(self) -> bool:
        """Whether it is not longer than an entry may be; else `errors` says so."""
        if sum(len(said) for block in self.blocks for said in block.words.values()) > LONGEST_BODY:
            self.errors.append(_("The entry is too long. Make two of it, and a series."))
        return not self.errors

    def values(self) -> list[dict[str, Any]]:
        """As they are to be kept."""
        return [block.value for block in self.blocks]

    def consents(self) -> dict[int, str]:
        """What was said about the people in each picture."""
        said = ((block.picture, block.words.get("consent", "")) for block in self.blocks if block.picture)
        return {picture.pk: consent for picture, consent in said if consent in Consent.values}


def _sent(data: Mapping[str, Any]) -> Iterator[Block]:
    for number in range(1, MOST_BLOCKS + 1):
        prefix = f"{PREFIX}-{number}"
        kind = data.get(f"{prefix}-kind", "")
        if kind not in FORMS:
            continue
        fields = FORMS[kind].base_fields
        words = {name: storable(str(data.get(f"{prefix}-{name}", "")))[:LONGEST_BODY] for name in fields}
        block = Block(kind, _key(data.get(f"{prefix}-key", "")), words)
        block.number = number  # by which its file is known
        yield block


def _key(sent: str) -> str:
    """The key of a block; a new one where what was sent is none."""
    try:
        return str(uuid.UUID(sent))
    except ValueError:
        return str(uuid.uuid4())
