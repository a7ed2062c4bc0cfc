"""Everything about discussions."""

from django.urls import path

from communities.discussion.views import asking, drafting, offering, protecting, reading, tending, writing

FORUM = "communities/<slug:slug>/forum/"
TOPIC = f"{FORUM}<int:key>/"
POST = f"{TOPIC}post/<int:number>/"

urlpatterns = [
    path("people/<int:key>/ask/", asking.ask, name="person_ask"),
    path("communities/discuss/<str:code>/", writing.discuss, name="discuss"),
    path("communities/offers/<int:key>/", offering.decide, name="offer"),
    path("account/drafts/", drafting.mine, name="drafts"),
    path(FORUM, reading.topics, name="topics"),
    path(f"{FORUM}new/", writing.new, name="topic_new"),
    path(f"{FORUM}new/draft/", drafting.new, name="topic_new_draft"),
    path(TOPIC, reading.topic, name="topic"),
    path(f"{TOPIC}unread/", reading.unread, name="topic_unread"),
    path(f"{TOPIC}answer/", writing.answer, name="topic_answer"),
    path(f"{TOPIC}draft/", drafting.answer, name="topic_draft"),
    path(f"{TOPIC}follow/", writing.follow, name="topic_follow"),
    path(f"{TOPIC}pin/", tending.pin, name="topic_pin"),
    path(f"{TOPIC}close/", tending.close, name="topic_close"),
    path(f"{TOPIC}tags/", tending.tags, name="topic_tags"),
    path(f"{TOPIC}tend/", tending.tend, name="topic_tend"),
    path(f"{TOPIC}merge/", tending.merge, name="topic_merge"),
    path(POST, reading.post, name="post"),
    path(f"{POST}versions/", reading.versions, name="post_versions"),
    path(f"{POST}edit/", writing.edit, name="post_edit"),
    path(f"{POST}draft/", drafting.edit, name="post_draft"),
    path(f"{POST}undo/", writing.undo, name="post_undo"),
    path(f"{POST}remove/", writing.remove, name="post_remove"),
    path(f"{POST}react/", writing.react, name="post_react"),
    path(f"{POST}accept/", tending.accept, name="post_accept"),
    path(f"{POST}who/", protecting.who, name="post_who"),
    path(f"{POST}split/", tending.split, name="post_split"),
    path(f"{POST}offer/", offering.offer, name="post_offer"),
]
