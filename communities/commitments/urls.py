"""Addresses of commitments and lessons."""

from django.urls import path

from communities.commitments.views import commitments, lessons

HERE = "communities/<slug:slug>/stewardship/commitments/"

urlpatterns = [
    path("lessons/", lessons.lessons, name="lessons"),
    path("lessons/try/filters/", lessons.filters, name="practice_filters"),
    path("lessons/try/writing/", lessons.writing, name="practice_writing"),
    path("lessons/<slug:code>/", lessons.lesson, name="lesson"),
    path(HERE, commitments.commitments, name="commitments"),
    path(f"{HERE}proposals/", commitments.proposals, name="commitment_proposals"),
    path(f"{HERE}<int:key>/", commitments.act, name="commitment_act"),
    path(f"{HERE}<int:key>/change/", commitments.change, name="commitment_change"),
]
