"""Everything about archives that moved in."""

from django.urls import path

from communities.archives import views

urlpatterns = [path("communities/claim/", views.claims, name="claims")]
