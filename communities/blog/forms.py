"""What is asked of who writes an entry, and of who decides about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from communities import languages
from communities.blog.models import Blog, Entry, Series
from communities.blog.terms import LONGEST_TITLE
from communities.discussion.forms import TagsForm
from communities.spaces.policies import Standing, facilitates
from communities.spaces.reach import Reach
from communities.spaces.terms import Visibility

if TYPE_CHECKING:
    FormOfEntry = forms.ModelForm[Entry]
else:
    FormOfEntry = forms.ModelForm  # generic in its type only


class EntryForm(FormOfEntry, TagsForm):
    """All of an entry but its blocks. A draft may lack everything; `complete` for what is to be read."""

    new_series = forms.CharField(
        label=_("or a new series"),
        required=False,
        max_length=LONGEST_TITLE,
        help_text=_("A name for entries that belong together and are read in their order."),
    )

    class Meta:
        model = Entry
        fields: ClassVar[tuple[str, ...]] = ("title", "summary", "language", "reach", "series", "guest", "guest_from")
        widgets: ClassVar[dict[str, Any]] = {
            "summary": forms.Textarea({"rows": 2}),
            "reach": forms.RadioSelect,
        }

    field_order = (
        *("title", "summary", "language", "reach", "series", "new_series", "guest", "guest_from", "subjects", "tags"),
    )

    def __init__(self, *args: Any, standing: Standing, complete: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        fields["title"].required = complete
        fields["title"].help_text = _("A draft can wait for one; readers need it.")
        languages.offer(self, standing.community.languages)
        fields["reach"].choices = reaches(standing)
        fields["series"].queryset = Series.objects.filter(community=standing.community)
        fields["series"].empty_label = _("none")
        self.order_fields(self.field_order)

    def series_title(self) -> str | None:
        """The title of the series that was chosen or is to be begun; empty for none."""
        chosen = self.cleaned_data["series"]
        return " ".join(self.cleaned_data["new_series"].split()) or (chosen.title if chosen else "")


def reaches(standing: Standing) -> list[tuple[str, Any]]:
    """How far something can be said to reach. In a private space nothing reaches further than its members."""
    left_out = {Reach.EVERYBODY} if standing.community.visibility == Visibility.PRIVATE else set()
    if not facilitates(standing):
        left_out.add(Reach.FACILITATORS)
    return [(one.value, one.label) for one in Reach if one not in left_out]


class NoteForm(forms.Form):
    """Why an entry goes back to its author."""

    note = forms.CharField(
        label=_("What should be changed?"),
        max_length=1000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Its author is told it, word by word."),
    )


class BlogForm(forms.ModelForm):  # type: ignore[type-arg]
    """Who publishes."""

    members_publish = forms.TypedChoiceField(
        label=_("Who publishes"),
        choices=[
            (False, _("facilitators and stewards: members offer their entries to them")),
            (True, _("members themselves")),
        ],
        coerce=lambda said: said == "True",
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Blog
        fields: ClassVar[tuple[str, ...]] = ("members_publish",)
