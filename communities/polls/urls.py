"""Everything about polls."""

from django.urls import path

from communities.polls.views import reading, voting, writing

POLLS = "communities/<slug:slug>/polls/"
POLL = f"{POLLS}<int:key>/"

urlpatterns = [
    path(POLLS, reading.polls, name="polls"),
    path(f"{POLLS}new/", writing.new, name="poll_new"),
    path(POLL, reading.poll, name="poll"),
    path(f"{POLL}vote/", voting.vote, name="poll_vote"),
    path(f"{POLL}option/", voting.suggest, name="poll_option"),
    path(f"{POLL}edit/", writing.edit, name="poll_edit"),
    path(f"{POLL}open/", writing.open_poll, name="poll_open"),
    path(f"{POLL}draft/", writing.take_back, name="poll_draft"),
    path(f"{POLL}close/", writing.close, name="poll_close"),
    path(f"{POLL}delete/", writing.delete, name="poll_delete"),
    path(f"{POLL}remove/", writing.remove, name="poll_remove"),
    path(f"{POLL}votes/", reading.votes, name="poll_votes"),
    path(f"{POLL}results.csv", reading.results_csv, name="poll_results_csv"),
    path(f"{POLL}votes.csv", reading.votes_csv, name="poll_votes_csv"),
]
