"""Articles: texts with tables and figures that explain what the records together say."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.blocks import CharBlock, RichTextBlock, StructBlock
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.fields import StreamField
from wagtail.snippets.blocks import SnippetChooserBlock

from practices.records.models import TEXT_FEATURES, Record, Section, record_tabs


class TableBlock(StructBlock):
    """An accessible table with a caption."""

    caption = CharBlock(label=_("Caption"))
    table = TypedTableBlock(
        [("text", RichTextBlock(features=["bold", "italic", "link"], label=_("Text")))], label=_("Table")
    )


def article_blocks() -> list[tuple[str, Any]]:
    """What an article and a standard page can hold."""
    return [
        ("heading", CharBlock(label=_("Heading"))),
        ("text", RichTextBlock(features=TEXT_FEATURES, label=_("Text"))),
        ("table", TableBlock(label=_("Table"))),
        ("figures", SnippetChooserBlock("practices.Dataset", label=_("Figures of a data set"))),
    ]


class Article(Record):
    """An explaining text."""

    kind: ClassVar[str] = "article"
    kind_label: ClassVar[Any] = _("Article")
    kind_label_plural: ClassVar[Any] = _("Articles")
    icon: ClassVar[str] = "story"
    identifier_prefix: ClassVar[str] = "AR"
    schema_type: ClassVar[str] = "Article"

    body = StreamField(article_blocks(), blank=True, verbose_name=_("text"))

    sections: ClassVar[tuple[Section, ...]] = (Section("body", ""), Section("results", _("Figures")))
    edit_handler = record_tabs(FieldPanel("body"))
    parent_page_types: ClassVar[list[str]] = ["practices.RecordIndex"]

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
