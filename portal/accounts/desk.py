"""Accounts at the editing desk: administrators make them, put them in groups and end them; the rest is the person's own."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views import users as wagtail_users

from portal.accounts import second_factor
from portal.accounts.models import User
from portal.foundation.erasure import erase

FIELDS = ("email", "name", "is_active", "groups")
WIDGETS = {"groups": forms.CheckboxSelectMultiple}


class NewAccountForm(UserCreationForm):
    """No password: the person chooses it by “I forgot my password”, which also proves the address."""

    first_name = last_name = is_superuser = None

    class Meta:
        model = User
        fields = FIELDS
        widgets = WIDGETS

    def save(self, commit: bool = True) -> Any:
        self.instance.set_unusable_password()
        return super().save(commit)


class AccountForm(UserEditForm):
    """The address is the person's to change, since a new one must be confirmed."""

    first_name = last_name = is_superuser = None

    def __init__(self, *args: Any, editing_self: bool = False, **options: Any) -> None:
        super().__init__(*args, editing_self=False, **options)
        self.fields["email"].disabled = True
        if editing_self:
            del self.fields["is_active"]

    class Meta:
        model = User
        fields = FIELDS
        widgets = WIDGETS


class IndexView(wagtail_users.IndexView):
    """All accounts, found by name or address."""

    @property
    def search_fields(self) -> set[str]:
        return {"name", "email"}

    def order_queryset(self, queryset: Any) -> Any:
        """Wagtail sorts names by two fields that we don't have."""
        if self.ordering in ("name", "-name"):
            return queryset.order_by(self.ordering, "pk")
        return super().order_queryset(queryset)


class DeleteView(wagtail_users.DeleteView):
    """Ends an account as its owner would."""

    def delete_action(self) -> None:
        erase(self.object)


class EditView(wagtail_users.EditView):
    """One account; tells whether it has a second step."""

    def get_context_data(self, **options: Any) -> dict[str, Any]:
        return super().get_context_data(**options) | {"has_second_step": second_factor.is_set_up(self.object)}


class SecondStepView(PermissionCheckedMixin, View):
    """Takes the second step of somebody away who lost what it takes, once the administrator knows that it is them."""

    permission_policy = ModelPermissionPolicy(User)
    permission_required = "change"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        person = get_object_or_404(User, pk=pk)
        return render(request, "accounts/desk/second_step.html", {"person": person})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        person = get_object_or_404(User, pk=pk)
        second_factor.take_away(person, request.user)
        messages.success(request, _("The second step is taken away, and they are told so by mail."))
        return redirect("wagtailusers_users:edit", pk)


class UserViewSet(wagtail_users.UserViewSet):
    """What Wagtail's own does, for our user model."""

    index_view_class = IndexView
    delete_view_class = DeleteView
    edit_view_class = EditView
    create_template_name: ClassVar[str] = "accounts/desk/create.html"
    edit_template_name: ClassVar[str] = "accounts/desk/edit.html"

    def get_urlpatterns(self) -> list[Any]:
        return [*super().get_urlpatterns(), path("<int:pk>/second-step/", SecondStepView.as_view(), name="second_step")]

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm[User]]:
        return AccountForm if for_update else NewAccountForm
