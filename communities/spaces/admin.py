"""Spaces at the editing desk: administrators found what was proposed, with its first steward, or say why not."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.models import IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from communities import languages
from communities.spaces import actions
from communities.spaces.forms import Lines
from communities.spaces.models import Ban, Community
from communities.spaces.terms import READABLE, State
from portal.accounts.models import User

FOUND, DECLINE = "found", "decline"


class FoundingForm(WagtailAdminModelForm):
    """A space with the decision about it, while it is only proposed."""

    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=languages.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    domains = Lines(label=_("E-mail domains"), required=False, max_length=5000)
    decision = forms.ChoiceField(
        label=_("Decision"),
        required=False,
        choices=[("", _("Not yet")), (FOUND, _("Found it")), (DECLINE, _("Don’t found it"))],
        widget=forms.RadioSelect,
        help_text=_("Only about what is proposed. Both the first steward and who proposed it are told by mail."),
    )
    first_steward = forms.EmailField(
        label=_("First steward"),
        required=False,
        help_text=_("The e-mail address of their account. Empty: who proposed it."),
    )
    new_steward = forms.EmailField(
        label=_("Name a steward"),
        required=False,
        help_text=_(
            "Of a community that is founded: the e-mail address of the account that is to tend it, whether it belongs to it already or not."
        ),
    )
    reason = forms.CharField(
        label=_("Why not"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Who proposed it gets these words by mail."),
    )

    def clean(self) -> dict[str, Any]:
        """Finds the first steward. Raises ValidationError where there is no such account."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        decision = data.get("decision")
        if decision and self.instance.state != State.PROPOSED:
            self.add_error("decision", _("This community is founded already."))
        if decision == DECLINE and not data.get("reason"):
            self.add_error("reason", _("Say why, so that whoever proposed it can do better."))
        if decision == FOUND:
            email = data.get("first_steward")
            self.steward = (
                User.objects.filter(email__iexact=email, is_active=True).first() if email else self.instance.proposed_by
            )
            if self.steward is None:
                self.add_error(
                    "first_steward", _("There is no account with this address. The first steward needs one.")
                )
        if email := data.get("new_steward"):
            self._find_steward(email)
        return data

    def _find_steward(self, email: str) -> None:
        """The account that is named to tend the space."""
        if self.instance.state not in READABLE:
            self.add_error("new_steward", _("Only of a community that is founded and not closed."))
        self.appointed = User.objects.filter(email__iexact=email, is_active=True).first()
        if self.appointed is None:
            self.add_error("new_steward", _("There is no account with this address."))
        elif Ban.objects.in_force().filter(community=self.instance, user=self.appointed).exists():
            self.add_error("new_steward", _("They were put out of this community. Lift the ban first."))

    def save(self, commit: bool = True) -> Any:
        community = super().save(commit)
        if self.cleaned_data.get("decision") == FOUND:
            actions.found(community, self.steward, self.for_user)
        elif self.cleaned_data.get("decision") == DECLINE:
            actions.decline(community, self.cleaned_data["reason"], self.for_user)
        if self.cleaned_data.get("new_steward"):
            actions.appoint(community, self.appointed, self.for_user)
        return community


class SpacesView(IndexView):
    """The list of all spaces."""

    def get_base_queryset(self) -> Any:
        """Each with the number of those who tend it."""
        return super().get_base_queryset().with_stewards()


def tended(space: Any) -> str:
    """Who tends a space: how many, or that nobody does."""
    if space.state not in READABLE:
        return ""
    stewards = ngettext("%(count)s steward", "%(count)s stewards", space.tended_by) % {"count": space.tended_by}
    return stewards if space.tended_by else gettext("nobody")


class CommunityViewSet(ModelViewSet):
    """All spaces, those that wait for a decision first."""

    model = Community
    name = "community_desk"
    icon = "group"
    menu_label = _("Communities")
    copy_view_enabled = False
    list_display: ClassVar[list[object]] = [
        "name",
        Column("get_state_display", label=_("State")),
        Column("tended", label=_("Tended by"), accessor=tended),
        "identifier",
        "visibility",
        "created_at",
        "review_on",
    ]
    index_view_class = SpacesView
    list_filter: ClassVar[list[str]] = ["state", "visibility", "joining"]
    search_fields: ClassVar[list[str]] = ["name", "purpose", "identifier"]
    ordering = ("-created_at", "pk")
    inspect_view_enabled = False
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [FieldPanel("decision"), FieldPanel("first_steward"), FieldPanel("reason")], _("The proposal")
            ),
            MultiFieldPanel(
                [FieldPanel("name"), FieldPanel("slug"), FieldPanel("purpose"), FieldPanel("languages")],
                _("What it is"),
            ),
            MultiFieldPanel(
                [FieldPanel("visibility"), FieldPanel("joining"), FieldPanel("domains")],
                _("Who sees it, how one joins"),
            ),
            MultiFieldPanel([FieldPanel("new_steward")], _("Who tends it")),
            FieldPanel("rules"),
            FieldPanel("charter"),
            FieldRowPanel([FieldPanel("started_on"), FieldPanel("review_on")]),
            MultiFieldPanel(
                [FieldPanel("origin"), FieldPanel("grew_out_of"), FieldPanel("merged_into")],
                _("Where it comes from, what became of it"),
            ),
        ],
        base_form_class=FoundingForm,
    )
