"""Public addresses of contributions; the page `/contribute/` itself is one of Wagtail's."""

from django.urls import path

from practices.contributions import views
from practices.contributions.terms import Kind

urlpatterns = [
    path("practice/", views.write, {"kind": Kind.PRACTICE}, name="suggest_practice"),
    path("practice/draft/", views.keep, {"kind": Kind.PRACTICE}, name="suggest_practice_draft"),
    path("sent/", views.sent, name="contribution_sent"),
    path("look-into-your-mail/", views.to_confirm, name="contribution_to_confirm"),
    path("confirm/<str:token>/", views.confirm, name="contribution_confirm"),
    path("thread/<str:token>/", views.thread, name="contribution_thread"),
    path("correction/<str:identifier>/", views.write, {"kind": Kind.CORRECTION}, name="suggest_correction"),
    path("correction/<str:identifier>/draft/", views.keep, {"kind": Kind.CORRECTION}, name="suggest_correction_draft"),
    path("problem/<str:identifier>/", views.write, {"kind": Kind.PROBLEM}, name="report_problem"),
    path("problem/<str:identifier>/draft/", views.keep, {"kind": Kind.PROBLEM}, name="report_problem_draft"),
]
