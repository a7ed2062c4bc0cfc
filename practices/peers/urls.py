"""Public addresses of peer reviews."""

from django.urls import path

from practices.peers import views

urlpatterns = [path("invitation/<str:token>/", views.invitation, name="peer_invitation")]
