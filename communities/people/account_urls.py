"""One's own profile, among the account pages."""

from django.urls import path

from communities.people import views

urlpatterns = [path("profile/", views.own_profile, name="people_profile")]
