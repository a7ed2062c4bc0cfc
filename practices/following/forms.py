"""What a followed list is called."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class FollowForm(forms.Form):
    """Its name, for the digest and the list of what one follows."""

    label = forms.CharField(label=_("Call it"), max_length=120)
