"""What every page of the site is: it has one audience, perhaps an identifier, and a language that is told apart from the interface's."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone, translation
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.pages import CopyForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Locale, Page, PageManager
from wagtail.query import PageQuerySet

from portal.foundation.audience import PUBLIC, AudienceField, audiences_of, readable
from portal.foundation.forms import PageForm
from portal.foundation.identity import IdentifierField


@lru_cache(maxsize=64)
def language_of(locale_id: int) -> str:
    """The language code of a locale. Locales hardly ever change: `receivers` forgets them when one does."""
    return str(Locale.objects.get(pk=locale_id).language_code)


def address_of(url_path: str, language: str) -> str:
    """The address of a page from its tree path ("/home-en/practices/telfi/"): the language's prefix, then what is below its home page."""
    below = url_path.split("/", 2)[2]
    return f"/{below}" if language == settings.LANGUAGE_CODE else f"/{language}/{below}"


class BasePageQuerySet(PageQuerySet):
    """Pages by who may see them."""

    def visible_to(self, user: Any) -> BasePageQuerySet:
        """Published, not expired, and of an audience that the person belongs to: the one rule for all reading."""
        return self.filter(readable(audiences_of(user)))

    def in_language(self, language: str) -> BasePageQuerySet:
        """Texts in a content language."""
        return self.filter(locale__language_code=language)


BasePageManager = PageManager.from_queryset(BasePageQuerySet)


class WorkCopyForm(CopyForm):
    """A copy is a work of its own. Wagtail's aliases would be the same work a second time, and found twice: none is offered."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields.pop("alias", None)


class BasePage(Page):
    """A page with an audience and an identity. `Page.locale` is the language of its text."""

    is_creatable = False  # only its kinds are
    identifier_prefix: ClassVar[str] = ""
    exclude_fields_in_copy = ["identifier"]  # the copy of a work is another work; a translation finds its own again
    copy_form_class = WorkCopyForm
    base_form_class = PageForm
    private_page_options: ClassVar[list[str]] = []  # the audience is the only truth: no privacy button

    identifier = IdentifierField()
    audience = AudienceField()
    stub_title = models.CharField(
        _("public title"),
        max_length=255,
        blank=True,
        help_text=_(
            "For a restricted record: the neutral title that everybody may see. Empty: strangers don't learn that it exists."
        ),
    )
    stub_summary = models.TextField(
        _("public summary"), blank=True, help_text=_("One neutral sentence. It must not say what is protected.")
    )

    objects = BasePageManager()

    audience_panel: ClassVar[Any] = MultiFieldPanel(
        [FieldPanel("audience"), FieldPanel("stub_title"), FieldPanel("stub_summary")], heading=_("Who may see it")
    )
    address_panel: ClassVar[Any] = FieldPanel(
        "slug",
        heading=_("Address"),
        help_text=_("The last part of the page’s address. Changing it breaks no link: the identifier leads on."),
    )

    class Meta:
        verbose_name = _("page")

    @property
    def work_key(self) -> str:
        """What the identifier names: the work, in all its languages."""
        return str(self.translation_key)

    @property
    def full_identifier(self) -> str:
        """The identifier of this text: with a language suffix where it is a translation."""
        language = self.content_language
        return self.identifier if language == "en" or not self.identifier else f"{self.identifier}-{language}"

    @cached_property
    def content_language(self) -> str:
        """The language of the text."""
        return language_of(self.locale_id)

    @property
    def has_stub(self) -> bool:
        """Whether strangers may know that it exists."""
        return self.audience != PUBLIC and bool(self.stub_title)

    def with_content_json(self, content: Any) -> Any:
        """A version of the page; whatever was written down in it, the page keeps its own identifier."""
        version = super().with_content_json(content)
        version.identifier = self.identifier
        return version

    def get_view_restrictions(self) -> Any:
        """Wagtail's own privacy has no say here: the audience is the only truth."""
        return self._meta.apps.get_model("wagtailcore", "PageViewRestriction").objects.none()

    @property
    def is_past(self) -> bool:
        """Whether its expiry has come, be it that nobody has unpublished it yet."""
        return self.expire_at is not None and self.expire_at <= timezone.now()

    def is_visible_to(self, user: Any) -> bool:
        """The rule of `visible_to` for a page that Wagtail's routing has already found published."""
        return not self.is_past and self.audience in audiences_of(user)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page, its public stub, or 404: strangers are not told what they may not know of."""
        translation.activate(getattr(request, "interface_language", "en"))
        request.LANGUAGE_CODE = translation.get_language()
        if self.is_visible_to(request.user):
            return self.serve_visible(request, *args, **kwargs)
        if self.has_stub and not self.is_past:
            context = {"page": self, "self": self, "content_language": self.content_language}
            return TemplateResponse(request, "site/stub.html", context)
        raise Http404

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        """The colours in which a draft can be seen: as the device has them, light, dark."""
        return [("", _("Colours of the device")), ("light", _("Light")), ("dark", _("Dark"))]

    @property
    def preview_sizes(self) -> list[dict[str, Any]]:
        """Wagtail's, and the narrowest that every page works at."""
        narrow = {"name": "narrow", "icon": "mobile-alt", "device_width": 320, "label": _("Preview at 320 pixels")}
        return [narrow, *super().preview_sizes]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """A draft at the editing desk, as it will look in the colours of the mode; who may edit it may see it."""
        request.preview_theme = mode_name if mode_name in dict(self.preview_modes) else ""  # type: ignore[attr-defined]  # for the frame of the page
        translation.activate(getattr(request, "interface_language", "en"))
        request.LANGUAGE_CODE = translation.get_language()
        return self.serve_visible(request)

    def serve_visible(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page for somebody who may see it; page types override this one."""
        return super().serve(request, *args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds the language of the text, for `lang` on the main part of the page."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["content_language"] = self.content_language
        return context
