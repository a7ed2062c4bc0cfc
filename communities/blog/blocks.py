"""What an entry is made of: few blocks, as Wagtail keeps them. `rendering` makes HTML of them, `bodies` the form."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, IntegerBlock, StaticBlock, StructBlock, TextBlock

from communities.blog.terms import Piece


class PictureBlock(StructBlock):
    """A picture that was sent, by its primary key, with what it shows."""

    picture = IntegerBlock(label=_("Picture"))
    alt = CharBlock(label=_("What it shows"))
    caption = CharBlock(label=_("Caption"), required=False)


class QuotationBlock(StructBlock):
    """Somebody's words, and whose they are."""

    text = TextBlock(label=_("Words"))
    source = CharBlock(label=_("Source"))


def entry_blocks() -> list[tuple[str, Any]]:
    """All of them."""
    return [
        (Piece.PARAGRAPH.value, TextBlock(label=_("Text"))),
        (Piece.HEADING.value, CharBlock(label=_("Heading"))),
        (Piece.PICTURE.value, PictureBlock(label=_("Picture"))),
        (Piece.QUOTATION.value, QuotationBlock(label=_("Quotation"))),
        (Piece.RECORD.value, CharBlock(label=_("Record of the catalogue"))),
        (Piece.DIVIDER.value, StaticBlock(label=_("Divider"))),
    ]
