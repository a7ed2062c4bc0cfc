"""What somebody with an account has sent."""

from django.urls import path

from practices.contributions import views

urlpatterns = [
    path("contributions/", views.mine, name="own_contributions"),
    path("contributions/<int:pk>/", views.own, name="own_contribution"),
]
