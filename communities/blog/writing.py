"""One entry that somebody is writing: taken from the form, kept as a draft with every button that is pressed, shown again or sent."""

from __future__ import annotations

from html import unescape
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from communities.blog import actions
from communities.blog.bodies import LIMITS, SENT_FILE, Block, Body
from communities.blog.forms import EntryForm
from communities.blog.models import Entry, EntryPicture
from communities.blog.rendering import html_of
from communities.blog.terms import MOST_PICTURES, Piece
from communities.spaces.policies import Standing
from portal.foundation.files.taking import take
from portal.foundation.limits import seconds_to_wait
from portal.texts.identity_risk.asking import ACCEPTED, advise


class Writing:
    """An entry, the form of its facts and that of its blocks."""

    def __init__(self, request: HttpRequest, standing: Standing, entry: Entry) -> None:
        self.request, self.standing, self.entry = request, standing, entry
        self.sends = "send" in request.POST or ACCEPTED in request.POST
        self.action = str(request.POST.get("do", ""))[:40]
        self.focus: Block | None = None
        self.preview: Any = None
        pictures = EntryPicture.objects.filter(entry=entry.pk).in_bulk() if entry.pk else {}
        if request.method != "POST":
            self.form = EntryForm(instance=entry, initial=about_now(entry), standing=standing)
            self.body = Body.stored(entry.body.raw_data if entry.pk else [], pictures)
            self.body.number(bound=False)
            return
        self.form = EntryForm(request.POST, instance=entry, standing=standing, complete=self.sends)
        self.body = Body.sent(request.POST, pictures)
        self._take()

    def _take(self) -> None:
        """Takes the form in: its pictures, what a button asks, and, as long as nobody reads the entry, everything as a draft."""
        fine = self.form.is_valid()
        if fine and not self.entry.pk:
            self._keep()
        if fine and (self.sends or "preview" in self.request.POST):
            advise(self.form, self._words(), self.form.cleaned_data["language"])
        if self.entry.pk:
            self._take_pictures()
        self.focus = self.body.do(self.action)
        whole = self.body.is_complete(self.request.user) if self.sends else self.body.is_short()
        if fine and whole and not (self.entry.is_published and (not self.sends or self.form.errors)):
            self._keep()
        if not self.sends:
            self.body.number(bound=False)
        if "preview" in self.request.POST:
            self.preview = html_of(self.body.values(), self.body.pictures)

    @property
    def is_fine(self) -> bool:
        """Whether everything could be taken."""
        blocks = self.body.blocks
        refused = any(block.error or (self.sends and block.form.errors) for block in blocks)
        return not (self.form.errors or self.body.errors or refused)

    def _words(self) -> str:
        """What others would read of it."""
        data = self.form.cleaned_data
        html = str(html_of(self.body.values(), self.body.pictures))
        return "\n\n".join([data["title"], data["summary"], unescape(strip_tags(html.replace("</p>", "\n\n</p>")))])

    def _keep(self) -> None:
        actions.keep(self.entry, self.body.values(), self.form.matter(), self.form.series_title())
        for pk, consent in self.body.consents().items():
            EntryPicture.objects.filter(pk=pk, entry=self.entry).exclude(consent=consent).update(consent=consent)

    def _take_pictures(self) -> None:
        """Takes the files that came, each for its block."""
        files = self.request.FILES
        sent = [
            (block, files[f"{block.anchor}-{SENT_FILE}"])
            for block in self.body.blocks
            if f"{block.anchor}-{SENT_FILE}" in files
        ]
        for block, file in sent:
            if block.kind == Piece.PICTURE:
                self._take_picture(block, file)

    def _take_picture(self, block: Block, file: Any) -> None:
        if wait := seconds_to_wait(self.request, "files"):
            block.error = _("That was fast. Please wait %(seconds)s seconds and try again.") % {"seconds": wait}
            return
        if len(self.body.pictures) >= MOST_PICTURES:
            block.error = _("An entry takes at most %(most)s pictures.") % {"most": MOST_PICTURES}
            return
        try:
            picture = actions.add_picture(self.entry, take(file, LIMITS), self.request.user)
        except ValidationError as error:
            block.error = str(error.messages[0])
            return
        self.body.pictures = {**self.body.pictures, picture.pk: picture}
        block.picture, block.words["picture"] = picture, str(picture.pk)


def about_now(entry: Entry) -> dict[str, Any]:
    """The subjects and tags of an entry, for its form."""
    if not entry.pk:
        return {}
    return {
        "tags": ", ".join(entry.tags.names()),
        "subjects": list(entry.concepts.values_list("pk", flat=True)),
    }


def lacks(entry: Entry) -> bool:
    """Whether something is missing before it can be published."""
    pictures = EntryPicture.objects.filter(entry=entry.pk).in_bulk()
    return not entry.title or not Body.stored(entry.body.raw_data, pictures).is_complete(entry.author)
