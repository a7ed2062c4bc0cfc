"""The desk's forms for pictures and documents: what editors upload goes the same way as everybody's."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from wagtail.documents.fields import WagtailDocumentField
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from portal.foundation.files.limits import DESK_DOCUMENTS, DESK_PICTURES, Limits
from portal.foundation.files.taking import take


def take_in_place(uploaded: Any, limits: Limits) -> Any:
    """Turns an uploaded file into what may be kept. It stays the same object, since Wagtail keeps that one where other fields of the form
    are wrong. Raises ValidationError."""
    taken = take(uploaded, limits)
    if taken.type.is_picture:
        uploaded.seek(0)
        uploaded.truncate()
        uploaded.write(taken.file.read())
        uploaded.flush()
        uploaded.size = taken.size
    uploaded.name = taken.name
    uploaded.seek(0)
    return uploaded


class PictureField(WagtailImageField):
    """Looks at a picture before Wagtail draws it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        said = _("%(limits)s What a camera wrote into it, such as the place, is taken out.")
        self.help_text = said % {"limits": DESK_PICTURES}

    def to_python(self, data: Any) -> Any:
        return super().to_python(take_in_place(data, DESK_PICTURES) if data else data)


class DocumentField(WagtailDocumentField):
    """Looks at a document."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.help_text = str(DESK_DOCUMENTS)

    def to_python(self, data: Any) -> Any:
        return super().to_python(take_in_place(data, DESK_DOCUMENTS) if data else data)


def with_field(form: Any, made: type[Any]) -> None:
    """Puts our field for the file in the place of Wagtail's, which no setting chooses."""
    if before := form.fields.get("file"):
        form.fields["file"] = made(label=before.label, required=before.required, widget=before.widget)


class ImageForm(BaseImageForm):
    """A picture."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        with_field(self, PictureField)


class DocumentForm(BaseDocumentForm):
    """A document."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        with_field(self, DocumentField)
