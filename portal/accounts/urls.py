"""Everything about one's account, under one address; signing up and in is django-allauth's."""

from django.urls import include, path

from portal.accounts import views

urlpatterns = [
    path("", views.account, name="account"),
    path("data/", views.data, name="account_data"),
    path("first-steps/", views.first_steps_page, name="first_steps"),
    path("unsent/", views.unsent_page, name="account_unsent"),
    path("leave/", views.leave, name="account_leave"),
    path("left/", views.left, name="account_left"),
    path("second-step/", include("allauth.mfa.urls")),
    path("devices/", include("allauth.usersessions.urls")),
    path("", include("allauth.account.urls")),
]
