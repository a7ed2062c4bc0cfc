"""What people write in a discussion."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.html import format_html, format_html_join
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from communities import languages
from communities.discussion import checks, policies, pseudonyms, tagging
from communities.discussion.models import Topic
from communities.discussion.tagging import About
from communities.discussion.terms import LONGEST_POST
from communities.spaces.models import Community
from communities.spaces.policies import Standing
from communities.subjects import ConceptChoices
from portal.foundation.identity import PATTERN
from portal.foundation.numbers import grouped
from portal.texts.identity_risk import assess
from portal.texts.identity_risk.asking import Marked, advise
from portal.texts.markdown import pictures_without_words, to_html

HELP = _(
    "Empty lines make paragraphs, **stars** make bold, “- ” a list, “> ” a quotation. "
    "An @ before a name, such as @Ana Example, mentions somebody, who is told. Records are linked by their identifiers, such as PR-0001, "
    "topics by their addresses."
)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who writes in a protected case, and under which role they spoke there before, if they did."""

    user: Any
    role: str
    language: str
    may_ask: bool = True  # what a check blocks can be looked at by somebody else first; what stands already can't


class PostForm(forms.Form):
    """A post; in a protected case with the role that its `speaker` speaks under, and what the checks say to it."""

    text = forms.CharField(
        label=_("Your words"),
        max_length=LONGEST_POST,
        widget=forms.Textarea({"rows": 8}),
        help_text=HELP,
    )

    def __init__(self, *args: Any, speaker: Speaker | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.speaker = speaker
        self.is_asked = False  # whether somebody else is to look at it, since a check blocks it
        if speaker and not speaker.role:
            self.fields["role"] = role_field(required=True)

    def clean_role(self) -> str:
        """Raises ValidationError for a role that says who its speaker is."""
        role = " ".join(self.cleaned_data["role"].split())
        if self.speaker and pseudonyms.names_somebody(role, self.speaker.user):
            raise forms.ValidationError(
                _("A role tells what you do, not who you are: no part of your name, no address.")
            )
        return role

    def clean(self) -> dict[str, Any]:
        """In a case the checks speak before anything is posted; who has read what they say may post it. Elsewhere it is advice."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.speaker and data.get("text"):
            self.protect(self.speaker.language)
        elif data.get("text"):
            advise(self, self.words)
        return data

    @property
    def words(self) -> str:
        """All words that others will read, but the role that their writer speaks under: that is about somebody else."""
        words = (self.cleaned_data.get(name, "") for name in ("title", "text"))
        said = (*words, ", ".join(self.cleaned_data.get("tags", ())))
        return "\n\n".join(filter(None, said))

    def protect(self, language: str) -> None:
        """Has the checks look at what is to become part of a protected case."""
        of_role = checks.objections(self.cleaned_data.get("role", ""), language)
        objections = list(dict.fromkeys([*checks.objections(self.words, language), *of_role]))
        if not objections:
            return
        found = assess(self.words, language)
        if found.is_advised:
            self.fields["marked"] = forms.Field(label=_("Somebody could be recognised"), widget=Marked(found))
        if checks.is_blocked(objections):
            self._block(checks.seal(objections))
        else:
            self._ask(objections)

    def _ask(self, objections: list[str]) -> None:
        """Asks whether what the checks say has been read."""
        read = forms.CheckboxSelectMultiple()
        seal = checks.seal(objections)
        self.fields["read"] = forms.MultipleChoiceField(
            label=_("Before you post it"),
            help_text=format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ([said] for said in objections))),
            choices=[(seal, _("I have thought about this. Nobody can be recognised, or whoever can has agreed."))],
            widget=read,
        )
        is_read = seal in (read.value_from_datadict(self.data, self.files, self.add_prefix("read")) or ())
        if not is_read and "preview" not in self.data:
            self.add_error(
                "read", _("Somebody could be recognised. Change your words, or say that you have thought about it.")
            )

    def _block(self, seal: str) -> None:
        """Lets nothing through that tells who it is, unless somebody else looks at it first."""
        may_ask = self.speaker is None or self.speaker.may_ask
        self.is_asked = may_ask and self.data.get("ask") == seal
        if may_ask:
            widget = self.fields["marked"].widget if "marked" in self.fields else None
            if isinstance(widget, Marked):
                widget.shown |= {"button": _("Ask somebody who tends this space"), "button_name": "ask", "value": seal}
        if not self.is_asked and "preview" not in self.data:
            self.add_error(
                "text",
                _("This tells too much about somebody to be posted in a protected case. Change what is marked below.")
                if not may_ask
                else _(
                    "This tells too much about somebody to be posted in a protected case. Change what is marked below, or ask somebody "
                    "who tends this space: they can let it in, with a written reason."
                ),
            )

    def clean_text(self) -> str:
        """Raises ValidationError for pictures that tell nothing to who can't see them."""
        text: str = self.cleaned_data["text"]
        if "![" in text and (missing := pictures_without_words(to_html(text))):
            raise forms.ValidationError(
                ngettext(
                    "A picture has no description. Say between the square brackets what it shows: ![two people at a desk](/files/…).",
                    "%(count)s pictures have no description. Say between the square brackets what they show: ![two people at a desk](/files/…).",
                    missing,
                )
                % {"count": grouped(missing)}
            )
        return text


class TopicForm(forms.ModelForm[Topic]):
    """What a topic is called and what kind it is."""

    class Meta:
        model = Topic
        fields = ["title", "kind", "language"]

    def __init__(self, *args: Any, standing: Standing, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"] = forms.ChoiceField(
            label=_("Kind"), choices=kinds_for(standing, self.instance), initial=Topic.Kind.QUESTION
        )
        languages.offer(self, standing.community.languages)


def kinds_for(standing: Standing, topic: Topic) -> list[Any]:
    """The kinds that somebody may choose for a topic. A case is one from the start and stays one: its people rely on it."""
    if topic.pk and topic.is_protected:
        return [choice for choice in Topic.Kind.choices if choice[0] == Topic.Kind.CASE]
    barred = {
        Topic.Kind.ANNOUNCEMENT: not policies.announce(standing),
        Topic.Kind.CASE: bool(topic.pk) or not policies.protect(standing),
    }
    return [choice for choice in Topic.Kind.choices if not barred.get(Topic.Kind(choice[0]))]


def role_field(*, required: bool) -> forms.CharField:
    """Under which role somebody speaks in a protected case."""
    only = "" if required else _("For a protected case only: ")
    return forms.CharField(
        label=_("You speak as"),
        required=required,
        max_length=pseudonyms.LONGEST,
        help_text=format_lazy(
            "{}{}",
            only,
            _(
                "what you do and where, such as “a prison teacher, IT”. Others read this in place of your name, as long as the case "
                "stands. A steward can ask who you are, must say why, and you are told."
            ),
        ),
    )


class TagsForm(forms.Form):
    """What a topic is about: the words of the catalogue, and free ones."""

    subjects = ConceptChoices(
        label=_("Subjects"),
        help_text=_("The words that the catalogue is ordered by. Whoever reads about one of them finds the topic."),
    )
    tags = forms.CharField(
        label=_("Tags"),
        required=False,
        max_length=1500,
        help_text=_("Other words under which it should be found, with commas between them: housing, first days."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if isinstance(kept := self.initial.get("subjects"), str):  # in a draft
            self.initial["subjects"] = kept.split(",")

    def matter(self) -> About:
        """What the topic is to be about."""
        return About(self.cleaned_data["subjects"], self.cleaned_data["tags"])

    def clean_subjects(self) -> list[int]:
        """The keys of the concepts. Raises ValidationError for too many."""
        keys: list[int] = self.cleaned_data["subjects"]
        if len(keys) > tagging.MOST:
            raise forms.ValidationError(_("At most %(count)s subjects, please.") % {"count": tagging.MOST})
        return keys

    def clean_tags(self) -> list[str]:
        """The names, each once. Raises ValidationError for too many and too long ones."""
        names = [" ".join(name.split()) for name in self.cleaned_data["tags"].split(",")]
        tags = {slug: name for name in names if (slug := tagging.slug_of(name))}
        if len(tags) > tagging.MOST or any(len(name) > tagging.LONGEST for name in tags.values()):
            raise forms.ValidationError(
                _("At most %(count)s tags of at most %(length)s characters, please.")
                % {"count": tagging.MOST, "length": tagging.LONGEST}
            )
        return list(tags.values())


class NewTopicForm(TopicForm, PostForm, TagsForm):
    """A topic with its first post."""

    about = forms.CharField(
        label=_("About the record"),
        required=False,
        max_length=20,
        help_text=_("Its identifier, such as PR-0001, if you want to talk about one. Its page then leads here."),
    )
    field_order = ["title", "kind", "role", "language", "text", "about", "subjects", "tags"]

    def __init__(self, *args: Any, standing: Standing, **options: Any) -> None:
        super().__init__(*args, standing=standing, **options)
        self.speaker = Speaker(standing.user, "", "")
        if policies.protect(standing):
            self.fields["role"] = role_field(required=False)
            self.order_fields(self.field_order)

    @property
    def is_protected(self) -> bool:
        """Whether it is to become a case."""
        return self.cleaned_data.get("kind") == Topic.Kind.CASE

    def clean(self) -> dict[str, Any]:
        """A case needs a role, and the checks speak before; elsewhere a role means nothing."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.is_protected:
            if data.get("text"):
                advise(self, self.words, data.get("language", ""))
            return data
        if not data.get("role") and "role" not in self.errors:
            self.add_error("role", _("Say under which role you speak: in a case nobody reads your name."))
        if data.get("text"):
            self.protect(data.get("language", ""))
        return data

    def topic(self) -> Topic:
        """The topic that is to be begun."""
        topic = self.save(commit=False)
        topic.about = self.cleaned_data["about"]
        return topic

    def clean_about(self) -> str:
        """Raises ValidationError for what is no identifier."""
        about: str = self.cleaned_data["about"].strip()
        match = PATTERN.match(about[:2].upper() + about[2:].lower()) if about else None
        if about and not match:
            raise forms.ValidationError(_("An identifier is two letters, a hyphen and digits, such as PR-0001."))
        return match["code"] if match else ""


class ReasonForm(forms.Form):
    """Why a post goes."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("Its author and all readers see it in place of the post.")
    )


class CreditForm(forms.Form):
    """How somebody is named in the catalogue."""

    credit = forms.CharField(
        label=_("Named as"),
        required=False,
        max_length=120,
        help_text=_("A role is fine: “a prison educator, AT”. Empty: you are not named."),
    )


class DiscloseForm(forms.Form):
    """Why somebody has to know whose words stand under a role."""

    because = forms.CharField(
        label=_("Reason"),
        min_length=20,
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_(
            "What happened, and why it can’t be settled otherwise. The person reads it; so do the others who tend this space."
        ),
    )


class SplitForm(forms.Form):
    """What the new topic is called."""

    title = forms.CharField(label=_("Title of the new topic"), max_length=200)


class MergeForm(forms.Form):
    """The topic of the same space that another one is merged into."""

    into = forms.CharField(
        label=_("Into which topic"),
        max_length=300,
        help_text=_("Its address, or the number in its address."),
    )

    def __init__(self, *args: Any, topic: Topic, **options: Any) -> None:
        super().__init__(*args, **options)
        self.topic = topic

    def clean_into(self) -> Topic:
        """Raises ValidationError for what is no other topic of the space."""
        numbers = re.findall(r"(?:forum/|^\s*#?)([0-9]{1,18})\b", self.cleaned_data["into"])
        others = Topic.objects.filter(community=self.topic.community_id).exclude(pk=self.topic.pk)
        others = others.exclude(kind=Topic.Kind.CASE).filter(attached_to="")
        found = others.filter(pk=numbers[0]).first() if numbers else None
        if found is None:
            raise forms.ValidationError(_("There is no other topic of this community with this number."))
        return found


class MoveForm(forms.Form):
    """Where a topic goes."""

    def __init__(self, *args: Any, spaces: QuerySet[Community], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["to"] = forms.ModelChoiceField(queryset=spaces, label=_("Into which space"))
