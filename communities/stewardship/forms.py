"""What is asked of members about needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from communities.stewardship.models import NeedsAnswer
from communities.stewardship.terms import EXPLAINED, HIGHEST, PLACES, POLARITIES, Orientation

SCORES: Final = [
    (0, _("0 – not at all")),
    (1, _("1 – hardly")),
    (2, _("2 – a little")),
    (3, _("3 – quite")),
    (4, _("4 – very much")),
    (HIGHEST, _("5 – it is what we live by")),
]


def number(written: Any) -> int:
    """A choice as a number. Raises ValueError for what is none."""
    return int(str(written))


if TYPE_CHECKING:
    FormOfAnswer = forms.ModelForm[NeedsAnswer]
else:
    FormOfAnswer = forms.ModelForm  # generic in its types only


class NeedsForm(FormOfAnswer):
    """Nine scores, three places, and one sentence."""

    class Meta:
        model = NeedsAnswer
        fields: ClassVar[tuple[str, ...]] = ("missing",)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for one in Orientation:
            self.fields[one.value] = self._choice(one.label, SCORES, EXPLAINED[one])
        for line in POLARITIES:
            rather = _("rather %(end)s")
            towards = [(-1, str(rather) % {"end": line.left}), (1, str(rather) % {"end": line.right})]
            between = [
                (PLACES[0], line.left),
                towards[0],
                (0, _("in the middle")),
                towards[1],
                (PLACES[-1], line.right),
            ]
            label = format_html("{} – {}", line.left, line.right)
            told = _("%(left)s: %(means)s. %(right)s: %(other)s.")
            words = {
                "left": line.left,
                "means": line.left_means,
                "right": line.right,
                "other": line.right_means,
            }
            self.fields[line.code] = self._choice(label, between, str(told) % words)
        self.order_fields([*Orientation.values, *(line.code for line in POLARITIES), "missing"])
        self.initial |= self.instance.scores | self.instance.polarities

    def _choice(self, label: Any, choices: Any, help_text: Any) -> forms.TypedChoiceField:
        widget = forms.RadioSelect(attrs={"class": "scale"})
        return forms.TypedChoiceField(label=label, choices=choices, coerce=number, widget=widget, help_text=help_text)

    @property
    def scores(self) -> dict[str, int]:
        """A number for each orientation."""
        return {code: self.cleaned_data[code] for code in Orientation.values}

    @property
    def places(self) -> dict[str, int]:
        """A number for each polarity."""
        return {line.code: self.cleaned_data[line.code] for line in POLARITIES}
