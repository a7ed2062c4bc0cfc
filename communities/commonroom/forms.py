"""What is asked of stewards who need somebody, or have time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from communities.commonroom.models import StandIn
from communities.spaces.models import Community

if TYPE_CHECKING:
    FormOfStandIn = forms.ModelForm[StandIn]
else:
    FormOfStandIn = forms.ModelForm  # generic in its types only


class StandInForm(FormOfStandIn):
    """For which community, from when until when."""

    community = forms.ModelChoiceField(
        label=_("For which community"), queryset=Community.objects.none(), required=False, widget=forms.RadioSelect,
        empty_label=_("for none of mine: I offer to stand in for somebody else"),
        help_text=_("Whoever takes it up has a steward’s rights there during these days, and its members see who it is."),
    )  # fmt: skip

    class Meta:
        model = StandIn
        fields: ClassVar[tuple[str, ...]] = ("community", "first_day", "last_day", "note")
        widgets: ClassVar[dict[str, Any]] = {
            "first_day": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "last_day": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts: ClassVar[dict[str, Any]] = {"note": _("What there is to do, or what you know well.")}

    def __init__(self, *args: Any, own: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["community"].queryset = own  # type: ignore[attr-defined]


class AcceptForm(forms.Form):
    """For which of one's communities an offer is taken up."""

    community = forms.ModelChoiceField(label=_("For"), queryset=Community.objects.none(), empty_label=None)

    def __init__(self, *args: Any, own: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["community"].queryset = own  # type: ignore[attr-defined]
