"""The texts of the site itself: the operator's details filled in, a form where the page has one, records where it is a way in."""

from __future__ import annotations

import re
from typing import Any, Final

from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from portal.foundation.audience import audiences_of
from portal.foundation.pages import BasePage
from portal.site.messages.forms import BarrierForm, ContactForm, CorrectionForm, MessageForm
from portal.site.messages.records import NamedRecord, named_record
from portal.site.messages.sending import receive
from portal.site.ways_in import records_for
from portal.vocabularies.explaining import Explainer
from portal.vocabularies.snapshot import ConceptEntry, vocabulary
from practices.articles.blocks import stream_html
from practices.records.page import subjects
from practices.sources.numbered import Sources

# By the identifier of the page, so that a form stays where it is when a page is renamed, and in all its languages.
FORMS: Final[dict[str, type[MessageForm]]] = {"ST-0003": BarrierForm, "ST-0004": ContactForm, "ST-0006": CorrectionForm}
TAG_OR_PLACEHOLDER: Final = re.compile(r"(?P<tag><[^>]*>)|\{(?P<name>\w+)\}")
PLACEHOLDER: Final = re.compile(r"\{(?P<name>\w+)\}")
LANGUAGE_NAMES: Final = dict(settings.CONTENT_LANGUAGES)


def standard_page_response(page: Any, request: HttpRequest) -> HttpResponse:
    """The page; a message that was sent from it is received first."""
    form, about = form_of(page, request)
    status = 200
    if form is not None and form.is_bound:
        if not form.is_valid():
            status = 400
        elif receive(form, request):
            return HttpResponseRedirect(reverse("thank_you"))
        else:
            status = 429
    context = standard_page_context(page, request, form, about)
    return TemplateResponse(request, "site/standard_page.html", context, status=status)


def standard_page_context(
    page: Any, request: HttpRequest, form: MessageForm | None, about: NamedRecord | None
) -> dict[str, Any]:
    """Everything that templates/site/standard_page.html needs."""
    texts = list(
        BasePage.objects.visible_to(request.user).filter(translation_key=page.translation_key).select_related("locale")
    )
    explainer = Explainer()
    return {
        "page": page,
        "self": page,
        "content_language": page.content_language,
        "summary": filled_text(page.summary),
        "explainer": explainer,
        "body": explainer.explain(filled(stream_html(page.body))),
        "languages": [
            {
                "code": text.content_language,
                "name": LANGUAGE_NAMES[text.content_language],
                "url": text.url,
                "current": text.pk == page.pk,
            }
            for text in sorted(texts, key=lambda text: text.content_language)
        ],
        "crumbs": [(_("Home"), "/"), (page.title, "")],
        "canonical_url": settings.SITE_ADDRESS + (page.url or ""),
        "alternates": [(text.content_language, settings.SITE_ADDRESS + (text.url or "")) for text in texts]
        if len(texts) > 1
        else [],
        "form": form,
        "form_first": form is not None and (form.is_bound or "record" in request.GET),
        "about": about,
        "asked_about": request.GET.get("record", "")[:16],
        "subjects": subjects(sorted(classified(page), key=vocabulary().rank)),
        "sources": sources_of(page, request.user),
        "way_in": records_for(page, request.user),
    }


def classified(page: Any) -> list[ConceptEntry]:
    """The page's concepts. One query."""
    known = vocabulary().concepts
    return [known[concept.pk] for concept in page.concepts.all() if concept.pk in known]


def sources_of(page: Any, user: Any) -> list[dict[str, Any]]:
    """What the page rests on, as far as this person may see it. Two queries."""
    sources = Sources(audiences=audiences_of(user))
    citations = list(page.citations.all())
    models.prefetch_related_objects(citations, "source")
    for citation in citations:
        sources.number(citation.source, citation.at, citation.supports)
    return sources.rows


def form_of(page: Any, request: HttpRequest) -> tuple[MessageForm | None, NamedRecord | None]:
    """The form of a page, filled with what was sent, and the record that the address names (`?record=PR-0001`)."""
    form_class = FORMS.get(page.identifier)
    if form_class is None:
        return None, None
    if request.method == "POST":
        return form_class(request.POST, user=request.user), None
    wanted = request.GET.get("record", "")
    about = named_record(wanted, request.user) if wanted else None
    return form_class(initial={"record": about.identifier if about else ""}, user=request.user), about


def placeholders() -> dict[str, SafeString]:
    """What editors may write in braces in a standard page, as HTML."""
    operator = settings.OPERATOR
    address = escape(operator["address"]).replace("\n", "<br>")
    return {
        "operator_name": escape(operator["name"]),
        "operator_address": mark_safe(address),  # noqa: S308  escaped above
        "operator_email": format_html('<a href="mailto:{0}">{0}</a>', operator["email"]),
        "content_licence": format_html(
            '<a href="{}" rel="license">{}</a>', settings.CONTENT_LICENCE_URL, settings.CONTENT_LICENCE
        ),
    }


def filled(html: str) -> SafeString:
    """Safe HTML with the placeholders filled in; inside a tag, and where a name is not known, nothing changes."""
    values = placeholders()
    return mark_safe(  # noqa: S308  safe HTML went in, escaped values are put into its text
        TAG_OR_PLACEHOLDER.sub(lambda match: match["tag"] or values.get(match["name"], match[0]), html)
    )


def filled_text(text: str) -> str:
    """Plain text with the placeholders filled in."""
    values = {
        "operator_name": settings.OPERATOR["name"],
        "operator_address": settings.OPERATOR["address"],
        "operator_email": settings.OPERATOR["email"],
        "content_licence": settings.CONTENT_LICENCE,
    }
    return PLACEHOLDER.sub(lambda match: values.get(match["name"], match[0]), text)
