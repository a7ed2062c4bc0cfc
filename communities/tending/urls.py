"""Addresses of the weekly five."""

from django.urls import path

from communities.tending import views

urlpatterns = [
    path("communities/<slug:slug>/stewardship/five/", views.put_aside, name="five_put_aside"),
]
