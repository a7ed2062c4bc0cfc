"""Everything about the documents of a space."""

from django.urls import path

from communities.documents.views import arranging, reading, writing

PART = "communities/<slug:slug>/documents/"
DOCUMENT = f"{PART}<int:key>/"

urlpatterns = [
    path(PART, reading.documents, name="documents"),
    path(f"{PART}add/", writing.add, name="documents_add"),
    path(f"{PART}folder/new/", arranging.new, name="folder_new"),
    path(f"{PART}folder/<int:key>/", reading.documents, name="documents_folder"),
    path(f"{PART}folder/<int:key>/edit/", arranging.edit, name="folder_edit"),
    path(DOCUMENT, reading.document, name="document"),
    path(f"{DOCUMENT}read/", reading.read, name="document_read"),
    path(f"{DOCUMENT}edit/", writing.edit, name="document_edit"),
    path(f"{DOCUMENT}version/", writing.version, name="document_version"),
    path(f"{DOCUMENT}work/", writing.work, name="document_work"),
    path(f"{DOCUMENT}remove/", writing.remove, name="document_remove"),
]
