"""Puts what the check found into the form by which something is written: as advice, with a button to go on all the same.

Works wherever a form is drawn, without scripts: the advice is a field of it, and the button sends the whole form again.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any, Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.texts.identity_risk import Assessment, assess

ACCEPTED: Final = "read"  # what the button sends: which advice somebody has read
POST_IT: Final = _("Post it all the same")


class Marked(forms.Widget):
    """The text with its reasons marked, the reasons beside it, and a button that sends `value` as `name`, if there is a `button`."""

    template_name = "components/identity_risk.html"
    use_fieldset = True

    def __init__(self, found: Assessment, *, value: str = "", button: str | Promise = "", name: str = ACCEPTED) -> None:
        super().__init__()
        self.shown = {"risk": found, "value": value, "button": button, "button_name": name}

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """What the template is drawn with."""
        return super().get_context(name, value, attrs) | self.shown


def seal(found: Assessment) -> str:
    """What says that somebody has read just this advice, and no other."""
    said = "\n".join(f"{fact.sort} {found.text[fact.start : fact.end]}" for fact in found.facts)
    return sha256(said.encode()).hexdigest()[:16]


def show(form: forms.BaseForm, found: Assessment, *, button: str | Promise = "", value: str = "") -> None:
    """Adds the marked text to a form that was sent, as its field `read`."""
    form.fields[ACCEPTED] = forms.Field(
        label=_("Somebody could be recognised"), widget=Marked(found, value=value, button=button)
    )


def advise(form: forms.BaseForm, words: str, language: str = "", *, button: str | Promise = POST_IT) -> None:
    """Looks at the words of a form that was sent. Where somebody could be recognised, the form shows by what, and is not valid until its
    button says that this was read; a preview needs no button.
    """
    found = assess(words, language)
    if not found.is_advised:
        return
    is_read = form.data.get(form.add_prefix(ACCEPTED)) == seal(found)
    show(form, found, button="" if is_read else button, value=seal(found))
    if not is_read and "preview" not in form.data:
        form.add_error(
            None, _("Somebody could be recognised by what you write: see below. Change it, or post it all the same.")
        )
