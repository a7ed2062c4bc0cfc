"""The address of a space's health."""

from django.urls import path

from communities.health import views

urlpatterns = [path("communities/<slug:slug>/stewardship/health/", views.health, name="community_health")]
