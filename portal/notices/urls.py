"""Addresses about notices."""

from django.urls import path

from portal.notices import views
from portal.notices.replies.views import take_in

urlpatterns = [
    path("", views.notices, name="notices"),
    path("read/", views.read, name="notices_read"),
    path("settings/", views.settings, name="notice_settings"),
    path("revoke/", views.revoke, name="notice_revoke"),
    path("mail/", take_in, name="notice_mail"),
    path("stop/<str:token>/", views.stop, name="notice_stop"),
]
