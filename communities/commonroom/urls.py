"""Everything about the common room."""

from django.urls import path

from communities.commonroom import views

HERE = "communities/<slug:slug>/common-room/"

urlpatterns = [
    path("communities/stewards/", views.door, name="stewards"),
    path(HERE, views.common_room, name="common_room"),
    path(f"{HERE}share/", views.share, name="common_room_share"),
    path(f"{HERE}stand-in/<int:key>/agree/", views.agree, name="stand_in_agree"),
    path(f"{HERE}stand-in/<int:key>/end/", views.end, name="stand_in_end"),
    path(f"{HERE}<int:key>/", views.needs, name="common_room_needs"),
]
