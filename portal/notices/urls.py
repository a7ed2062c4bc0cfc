"""Addresses about notices."""

from django.urls import path

from portal.notices import views

urlpatterns = [
    path("", views.notices, name="notices"),
    path("read/", views.read, name="notices_read"),
    path("settings/", views.settings, name="notice_settings"),
    path("stop/<str:token>/", views.stop, name="notice_stop"),
]
