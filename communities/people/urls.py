"""The directory of people; one's own profile stands among the account pages (`account_urls`)."""

from django.urls import path

from communities.people import verifying, views

urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/<int:key>/", views.person, name="person"),
    path("people/<int:key>/verify/", verifying.person_verify, name="person_verify"),
]
