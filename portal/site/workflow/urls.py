"""Addresses for people who decide without an account."""

from django.urls import path

from portal.site.workflow import views

urlpatterns = [
    path("thank-you/", views.thanks, name="review_thanks"),
    path("<str:token>/", views.invited, name="review_invited"),
    path("<str:token>/draft/", views.draft, name="review_draft"),
]
