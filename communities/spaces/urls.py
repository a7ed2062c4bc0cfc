"""Everything about spaces."""

from django.urls import path

from communities.spaces.views import faces, joining, people, tending

urlpatterns = [
    path("communities/", faces.communities, name="communities"),
    path("communities/mine/", faces.mine, name="communities_mine"),
    path("communities/propose/", faces.propose, name="community_propose"),
    path("communities/invitation/<str:token>/", joining.invitation, name="community_invitation"),
    path("communities/<slug:slug>/", faces.community, name="community"),
    path("communities/<slug:slug>/search/", faces.search, name="community_search"),
    path("communities/<slug:slug>/join/", joining.join, name="community_join"),
    path("communities/<slug:slug>/leave/", joining.leave, name="community_leave"),
    path("communities/<slug:slug>/requests/", joining.requests, name="community_requests"),
    path("communities/<slug:slug>/invite/", joining.invite, name="community_invite"),
    path("communities/<slug:slug>/people/", people.people, name="community_people"),
    path("communities/<slug:slug>/people/<int:key>/", people.role, name="community_role"),
    path("communities/<slug:slug>/people/<int:key>/ban/", people.ban, name="community_ban"),
    path("communities/<slug:slug>/bans/", people.bans, name="community_bans"),
    path("communities/<slug:slug>/bans/<int:key>/", people.decision, name="community_decision"),
    path("communities/<slug:slug>/appeal/", people.appeal, name="community_appeal"),
    path("communities/<slug:slug>/edit/", tending.edit, name="community_edit"),
    path("communities/<slug:slug>/state/", tending.state, name="community_state"),
    path("communities/<slug:slug>/export/", tending.export, name="community_export"),
]
