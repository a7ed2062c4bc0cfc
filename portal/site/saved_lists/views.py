"""`/admin/lists/`: the lists that somebody saved; who comes from a list with filters can save it there."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final
from urllib.parse import unquote_plus, urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, resolve, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem

from portal.site.saved_lists.models import LONGEST_ADDRESS, MOST, SavedList

PASSING: Final = ("p", "_w_filter_fragment")  # the page of results, and what Wagtail asks for while one types


class SavedListForm(forms.ModelForm[SavedList]):
    """A name for an address of the desk."""

    address = forms.CharField(max_length=LONGEST_ADDRESS, widget=forms.HiddenInput)

    class Meta:
        model = SavedList
        fields = ("name", "address")
        help_texts = {"name": gettext_lazy("Such as: Polish practices past their review.")}

    def clean_address(self) -> str:
        """Only lists of the desk are saved."""
        if not (address := of_a_list(self.cleaned_data["address"])):
            raise ValidationError(_("This is no list of the desk. Open the list, filter it, and come from there."))
        return address

    def clean(self) -> dict[str, Any]:
        """A person has each name once, and not too many."""
        data = super().clean() or {}
        own = SavedList.objects.of(self.instance.user)
        if own.filter(name=data.get("name", "")).exists():
            self.add_error("name", _("You have a list of this name already. Take another name."))
        elif own.count() >= MOST:
            raise ValidationError(
                _("You have %(most)s lists. Remove one that you don’t need any more."), params={"most": MOST}
            )
        return data


def of_a_list(address: str) -> str:
    """The path of a page of the desk with what is asked of it, without what passes; empty for any other address."""
    try:
        parts = urlsplit(address)
        name = resolve(parts.path).url_name  # none: Wagtail's own page for what is not there
    except (ValueError, Http404):
        return ""
    is_here = not (parts.scheme or parts.netloc) and parts.path.startswith(reverse("wagtailadmin_home"))
    if not is_here or name in (None, "saved_lists"):
        return ""
    asked = QueryDict(parts.query, mutable=True)
    for key in [key for key, values in asked.lists() if key in PASSING or not any(values)]:
        del asked[key]
    return f"{parts.path}?{asked.urlencode()}" if asked else ""


def asked_of(address: str) -> str:
    """What is asked in an address, for people to read."""
    return unquote_plus(urlsplit(address).query).replace("&", " · ").replace("=", ": ")


@require_http_methods(["GET", "HEAD", "POST"])
def saved_lists(request: HttpRequest) -> HttpResponse:
    """Shows a person's lists; saves the one they come from."""
    sent = request.POST if request.method == "POST" else None
    user: Any = request.user
    came = of_a_list(request.headers.get("Referer", "").removeprefix(request.build_absolute_uri("/")[:-1]))
    form = SavedListForm(sent, initial={"address": came}, instance=SavedList(user=user))
    if form.is_valid():
        form.save()
        messages.success(request, _("The list is saved. It stands on the home of the desk, too."))
        return redirect("saved_lists")
    context = {
        "lists": [(one, asked_of(one.address)) for one in SavedList.objects.of(user)],
        "form": form,
        "offered": asked_of(of_a_list(form["address"].value() or "")),
        "page_title": _("My lists"),
        "header_title": _("My lists"),
        "header_icon": "thumbtack",
    }
    status = HTTPStatus.BAD_REQUEST if form.errors else HTTPStatus.OK
    return render(request, "site/saved_lists/lists.html", context, status=status)


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Removes one."""
    get_object_or_404(SavedList.objects.of(request.user), pk=pk).delete()
    messages.success(request, _("The list is removed."))
    return redirect("saved_lists")


def urls() -> list[URLPattern]:
    """The addresses below the desk, which lets in nobody without a right to it."""
    return [
        path("lists/", saved_lists, name="saved_lists"),
        path("lists/<int:pk>/remove/", remove, name="saved_list_remove"),
    ]


def menu_item() -> MenuItem:
    """In the menu of the desk, so that it can be reached from every list."""
    return MenuItem(
        gettext_lazy("My lists"), reverse("saved_lists"), name="saved-lists", icon_name="thumbtack", order=150
    )
