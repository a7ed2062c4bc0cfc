"""What is asked of who drafts a poll, and of who votes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from communities import languages
from communities.polls import policies
from communities.polls.actions import folded
from communities.polls.models import SCORES, Option, Poll
from communities.polls.terms import LONGEST_OPTION, MOST_OPTIONS, Method, QuorumUnit
from communities.spaces.policies import Standing
from communities.spaces.reach import Reach
from communities.spaces.terms import Visibility

if TYPE_CHECKING:
    FormOfPoll = forms.ModelForm[Poll]
else:
    FormOfPoll = forms.ModelForm  # generic in its types only

LONGEST = timedelta(days=731)  # that a poll is open
MOST_VOTERS = 1_000_000
NOTHING = ("", "–")


class OptionLines(forms.CharField):
    """Options, one a line, as written."""

    widget = forms.Textarea(attrs={"rows": 6})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        lines = (" ".join(line.split()) for line in str(super().to_python(value) or "").splitlines())
        return [line for line in lines if line]


def check_option(text: str) -> str:
    """An option as it is kept. Raises ValidationError for one that is too long."""
    if len(text) > LONGEST_OPTION:
        raise ValidationError(
            _("An option has at most %(count)s characters: “%(text)s …”"),
            params={"count": LONGEST_OPTION, "text": text[:40]},
        )
    return text


class PollForm(FormOfPoll):
    """A draft: all that is stated before anybody votes."""

    options = OptionLines(
        label=_("Options"),
        max_length=MOST_OPTIONS * (LONGEST_OPTION + 10),
        help_text=_("One a line, two at least."),
    )
    named = forms.TypedChoiceField(
        label=_("Who voted for what"),
        coerce=lambda value: value == "named",
        choices=[
            ("anonymous", _("anonymous: nobody can read it, and nothing but the sums is kept after the end")),
            ("named", _("by name: whoever belongs to the community reads it, together with the results")),
        ],
        widget=forms.RadioSelect,
        help_text=_("It is stated above the vote and can’t be changed once the poll is open."),
    )

    class Meta:
        model = Poll
        fields: ClassVar[tuple[str, ...]] = (
            *("question", "text", "language", "method", "most", "options", "suggestions", "named", "shown"),
            *("closes_at", "quorum", "quorum_unit", "reach", "opinion"),
        )
        widgets: ClassVar[dict[str, Any]] = {
            "text": forms.Textarea(attrs={"rows": 5}),
            "method": forms.RadioSelect,
            "shown": forms.RadioSelect,
            "reach": forms.RadioSelect,
            "closes_at": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "question": _("One thing, so that each option answers it."),
            "text": _(
                "What should be known before voting. Empty lines make paragraphs, **stars** make bold, “- ” a list."
            ),
            "most": _("Only where several can be chosen. Empty: as many as one likes."),
            "closes_at": _("In your own time zone. Empty: until you end it."),
            "quorum": _("So many have to vote. It is said whether they did; empty: no number is needed."),
            "suggestions": _(
                "Whoever may vote adds up to three; options can’t be changed or taken out once the poll is open."
            ),
        }

    def __init__(self, *args: Any, standing: Standing, **options: Any) -> None:
        super().__init__(*args, **options)
        self.standing, poll = standing, self.instance
        languages.offer(self, standing.community.languages)
        self.fields["quorum_unit"].label = _("Counted in")
        if poll.pk:
            self.initial["options"] = list(poll.options.values_list("text", flat=True))
            self.initial["named"] = "named" if poll.named else "anonymous"
        else:
            self.initial["named"] = "anonymous"
        if not policies.ask_public(standing) or standing.community.visibility == Visibility.PRIVATE:
            del self.fields["opinion"]
        else:
            self.fields["opinion"].help_text = _(
                "Only where it reaches everybody. Their answers are counted apart, and marked as not representative."
            )

    def clean_options(self) -> list[str]:
        """Raises ValidationError for too few, too many, too long, and repeated ones."""
        options: list[str] = [check_option(text) for text in self.cleaned_data["options"]]
        if not 2 <= len(options) <= MOST_OPTIONS:
            raise ValidationError(
                _("Give at least two options, and at most %(count)s."), params={"count": MOST_OPTIONS}
            )
        known: dict[str, str] = {}
        for text in options:
            if folded(text) in known:
                raise ValidationError(_("“%(text)s” stands there twice."), params={"text": text})
            known[folded(text)] = text
        return options

    def clean_closes_at(self) -> Any:
        """Raises ValidationError for a moment that is over, or too far away."""
        moment, now = self.cleaned_data["closes_at"], timezone.now()
        if moment and (moment.year < now.year or moment <= now):
            raise ValidationError(_("This moment is over. Choose a later one."))
        if moment and moment.year > (now + LONGEST).year:
            raise ValidationError(_("A poll ends within two years."))
        return moment

    def clean(self) -> dict[str, Any]:
        """What has to fit together."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("method") != Method.MULTIPLE:
            data["most"] = None
        elif data.get("most") is not None and not 1 <= data["most"] <= MOST_OPTIONS:
            self.add_error("most", _("Choose a number between 1 and %(count)s.") % {"count": MOST_OPTIONS})
        quorum = data.get("quorum")
        highest = 100 if data.get("quorum_unit") == QuorumUnit.PERCENT else MOST_VOTERS
        if quorum is not None and not 1 <= quorum <= highest:
            self.add_error("quorum", _("Choose a number between 1 and %(count)s.") % {"count": highest})
        if data.get("opinion") and data.get("reach") != Reach.EVERYBODY:
            self.add_error("opinion", _("The public can’t answer what it can’t see: let the poll reach everybody."))
        return data


class OptionForm(forms.Form):
    """An option that a member adds."""

    text = forms.CharField(label=_("Your option"), max_length=LONGEST_OPTION)

    def clean_text(self) -> str:
        """In one line."""
        return " ".join(str(self.cleaned_data["text"]).split())


class ReasonForm(forms.Form):
    """Why a poll is taken away."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("Whoever opened the poll is told it, word by word.")
    )


class VoteForm(forms.Form):
    """A ballot paper; `choices` is what was chosen, as `Ballot.choices` has it."""

    def __init__(self, data: Any = None, *, poll: Poll, options: Sequence[Option], chosen: Any = None) -> None:
        super().__init__(data, auto_id="vote_%s", label_suffix="")
        self.poll, self.options = poll, options
        self.choices: list[Any] = []
        if poll.method in (Method.SINGLE, Method.MULTIPLE):
            self._boxes(chosen or ())
        else:
            self._numbers(chosen or ())

    def _boxes(self, chosen: Sequence[int]) -> None:
        offered = [(str(one.pk), one.text) for one in self.options]
        if self.poll.method == Method.SINGLE:
            self.fields["choice"] = forms.ChoiceField(
                label=_("Choose one"), choices=offered, widget=forms.RadioSelect,
                error_messages={"required": _("Choose an option, or leave the page: then you don’t vote.")},
            )  # fmt: skip
            self.initial["choice"] = str(next(iter(chosen), ""))
            return
        most = self.poll.most
        label = (
            ngettext("Choose one at most", "Choose up to %(count)s", most) % {"count": most}
            if most
            else _("Choose as many as you like")
        )
        self.fields["choice"] = forms.MultipleChoiceField(
            label=label, choices=offered, widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Choose at least one option.")},
        )  # fmt: skip
        self.initial["choice"] = [str(key) for key in chosen]

    def _numbers(self, chosen: Sequence[Any]) -> None:
        if self.poll.method == Method.SCORE:
            numbers = [NOTHING, *((str(score), str(score)) for score in SCORES)]
            given = {key: str(score) for key, score in chosen}
        else:
            numbers = [NOTHING, *((str(rank), str(rank)) for rank in range(1, len(self.options) + 1))]
            given = {key: str(rank) for rank, key in enumerate(chosen, start=1)}
        for one in self.options:
            name = f"o{one.pk}"
            self.fields[name] = forms.ChoiceField(label=one.text, choices=numbers, required=False)
            self.initial[name] = given.get(one.pk, "")

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError for what is no vote."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.poll.method in (Method.SINGLE, Method.MULTIPLE):
            self._clean_boxes(data)
        elif not self.errors:
            self._clean_numbers(data)
        return data

    def _clean_boxes(self, data: dict[str, Any]) -> None:
        chosen = data.get("choice") or []
        self.choices = sorted({int(key) for key in ([chosen] if isinstance(chosen, str) else chosen)})
        if self.poll.method == Method.MULTIPLE and self.poll.most and len(self.choices) > self.poll.most:
            self.add_error(
                "choice",
                ngettext("Choose at most %(count)s option.", "Choose at most %(count)s options.", self.poll.most)
                % {"count": self.poll.most},
            )

    def _clean_numbers(self, data: dict[str, Any]) -> None:
        given = [(one.pk, int(data[f"o{one.pk}"])) for one in self.options if data.get(f"o{one.pk}")]
        if not given:
            raise ValidationError(_("Give at least one option a number."))
        if self.poll.method == Method.SCORE:
            self.choices = [[key, score] for key, score in given]
            return
        ranks = [rank for _key, rank in given]
        if len(set(ranks)) < len(ranks):
            double = next(rank for rank in ranks if ranks.count(rank) > 1)
            raise ValidationError(
                _("Two options have the rank %(rank)s. Give each rank once."), params={"rank": double}
            )
        self.choices = [key for key, _rank in sorted(given, key=lambda one: one[1])]
