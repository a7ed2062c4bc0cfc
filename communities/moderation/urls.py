"""Everything about moderation."""

from django.urls import path

from communities.moderation import views

urlpatterns = [
    path("communities/report/<slug:kind>/<int:key>/", views.report, name="report"),
    path("communities/moderation/", views.queue, name="moderation"),
    path("communities/moderation/take-away/<slug:kind>/<int:key>/", views.take_away, name="take_away"),
    path("communities/moderation/<int:key>/", views.case, name="moderation_case"),
    path("communities/<slug:slug>/moderation/", views.queue, name="moderation_of"),
    path("account/decisions/", views.own, name="moderation_own"),
]
