"""What people write in a discussion."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from communities.discussion import policies, tagging
from communities.discussion.models import Topic
from communities.discussion.terms import LONGEST_POST
from communities.spaces.models import Community
from communities.spaces.policies import Standing
from portal.foundation.identity import PATTERN
from portal.texts.markdown import pictures_without_words, to_html

HELP = _(
    "Empty lines make paragraphs, **stars** make bold, “- ” a list, “> ” a quotation. "
    "An @ before a name, such as @Ana Example, mentions somebody, who is told. Records are linked by their identifiers, such as PR-0001, "
    "topics by their addresses."
)


class PostForm(forms.Form):
    """A post."""

    text = forms.CharField(
        label=_("Your words"),
        max_length=LONGEST_POST,
        widget=forms.Textarea({"rows": 8}),
        help_text=HELP,
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
                % {"count": missing}
            )
        return text


class TopicForm(forms.ModelForm[Topic]):
    """What a topic is called and what kind it is."""

    class Meta:
        model = Topic
        fields = ["title", "kind", "language"]

    def __init__(self, *args: Any, standing: Standing, **options: Any) -> None:
        super().__init__(*args, **options)
        kinds = [
            choice
            for choice in Topic.Kind.choices
            if choice[0] != Topic.Kind.ANNOUNCEMENT or policies.announce(standing)
        ]
        languages = standing.community.languages
        of_space = [choice for choice in settings.CONTENT_LANGUAGES if choice[0] in languages]
        self.fields["kind"] = forms.ChoiceField(label=_("Kind"), choices=kinds, initial=Topic.Kind.QUESTION)
        self.fields["language"] = forms.ChoiceField(
            label=_("Language"),
            choices=of_space or settings.CONTENT_LANGUAGES,
            initial=get_language() if not languages or get_language() in languages else languages[0],
        )


class NewTopicForm(TopicForm, PostForm):
    """A topic with its first post."""

    about = forms.CharField(
        label=_("About the record"),
        required=False,
        max_length=20,
        help_text=_("Its identifier, such as PR-0001, if you want to talk about one. Its page then leads here."),
    )
    field_order = ["title", "kind", "language", "text", "about"]

    def clean_about(self) -> str:
        """Raises ValidationError for what is no identifier."""
        about: str = self.cleaned_data["about"].strip()
        match = PATTERN.match(about[:2].upper() + about[2:].lower()) if about else None
        if about and not match:
            raise forms.ValidationError(_("An identifier is two letters, a hyphen and digits, such as PR-0001."))
        return match["code"] if match else ""


class TagsForm(forms.Form):
    """The tags of a topic."""

    tags = forms.CharField(
        label=_("Tags"),
        required=False,
        max_length=1500,
        help_text=_("Words under which others should find it, with commas between them: housing, first days."),
    )

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
        found = others.filter(pk=numbers[0]).first() if numbers else None
        if found is None:
            raise forms.ValidationError(_("There is no other topic of this community with this number."))
        return found


class MoveForm(forms.Form):
    """Where a topic goes."""

    def __init__(self, *args: Any, spaces: QuerySet[Community], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["to"] = forms.ModelChoiceField(queryset=spaces, label=_("Into which space"))
