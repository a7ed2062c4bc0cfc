"""What editors can do about a search without result: give a concept the word, or begin a record."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.coreutils import find_available_slug

from portal.site.desk import kinds_to_add
from portal.vocabularies.models import Concept, ConceptLabel
from portal.vocabularies.widgets import ConceptSelect
from practices.kinds import KINDS
from practices.models import RecordIndex

LONGEST_SLUG: Final = 80


class LabelForm(forms.ModelForm):  # type: ignore[type-arg]
    """Another word for a concept, as it was searched for."""

    concept = forms.ModelChoiceField(Concept.objects.all(), widget=ConceptSelect(), label=_("Concept"))

    class Meta:
        model = ConceptLabel
        fields = ("concept", "language", "text")
        widgets = {"language": forms.Select(choices=settings.CONTENT_LANGUAGES)}

    def clean(self) -> dict[str, Any]:
        """Each word once."""
        cleaned: dict[str, Any] = super().clean() or {}
        same = {name: cleaned.get(name) for name in ("concept", "language")}
        if all(same.values()) and ConceptLabel.objects.filter(**same, text__iexact=cleaned.get("text", "")).exists():
            raise ValidationError(_("The concept has this label already."))
        return cleaned

    def save(self, commit: bool = True) -> Any:
        """An alternative label: the preferred one stays."""
        self.instance.concept, self.instance.kind = self.cleaned_data["concept"], ConceptLabel.Kind.ALTERNATIVE
        return super().save(commit)


class CommissionForm(forms.Form):
    """The beginning of a record: its kind and a working title."""

    kind = forms.ChoiceField(label=_("Kind"))
    title = forms.CharField(label=_("Working title"), max_length=255)

    def __init__(self, user: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user
        labels = {one["kind"]: one["label"] for one in kinds_to_add(user)}
        self.fields["kind"].choices = list(labels.items())  # type: ignore[attr-defined]

    def save(self) -> Any:
        """The draft, with its first revision: nothing of it is public."""
        kind, title = self.cleaned_data["kind"], self.cleaned_data["title"]
        parent = RecordIndex.objects.in_language("en").get(record_kind=kind)
        slug = find_available_slug(parent, slugify(title)[:LONGEST_SLUG].strip("-") or kind.replace("_", "-"))
        draft = KINDS[kind](title=title, draft_title=title, slug=slug, live=False, owner=self.user)
        parent.add_child(instance=draft)
        draft.save_revision(user=self.user, log_action=True)
        return draft
