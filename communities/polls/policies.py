"""Who may do what with polls: one rule for each action. Who sees one is `Poll.objects.visible_to`.

Every member drafts polls and opens their own: a question to the others is no more than a topic in the forum, and what somebody new
opens is looked at first, as their first post is. Whoever facilitates may end any poll, takes it away with a reason, and alone asks the
public: that speaks for the space. Nobody changes an open poll, its author neither: it can be taken back to a draft until somebody votes.
"""

from __future__ import annotations

from communities.polls.models import Poll
from communities.polls.terms import Shown, State
from communities.spaces.policies import Standing, belongs, contribute, facilitates, moderate
from communities.spaces.reach import Reach


def vote(standing: Standing, poll: Poll) -> bool:
    """Members who see the poll, sponsors too. Administrators see every space, but vote only where they are members."""
    return standing.membership is not None and contribute(standing) and poll.state == State.OPEN


def answer(standing: Standing, poll: Poll) -> bool:
    """Vote as the public: whoever is no member, where the public is asked."""
    asked = poll.opinion and poll.reach == Reach.EVERYBODY
    alive = standing.community.state == standing.community.State.ACTIVE
    return asked and alive and standing.membership is None and not standing.banned and poll.state == State.OPEN


def write(standing: Standing) -> bool:
    """Draft a poll."""
    return standing.membership is not None and contribute(standing)


def ask_public(standing: Standing) -> bool:
    """Have people without an account answer, too."""
    return facilitates(standing)


def is_own(standing: Standing, poll: Poll) -> bool:
    """Whether it is this person's."""
    return poll.author_id is not None and poll.author_id == standing.user.pk


def edit(standing: Standing, poll: Poll) -> bool:
    """Change, open or delete one's draft, but for one that is being looked at."""
    return write(standing) and is_own(standing, poll) and poll.state == State.DRAFT and not poll.waits


def take_back(standing: Standing, poll: Poll) -> bool:
    """Make an open poll a draft again, to change it: only as long as nobody has voted."""
    untouched = not poll.voters and not poll.public_voters
    return write(standing) and is_own(standing, poll) and poll.state == State.OPEN and untouched


def close(standing: Standing, poll: Poll) -> bool:
    """End a poll now."""
    own = write(standing) and is_own(standing, poll)
    return poll.state == State.OPEN and (own or moderate(standing))


def suggest(standing: Standing, poll: Poll) -> bool:
    """Add an option to an open poll."""
    return poll.suggestions and vote(standing, poll)


def take_away(standing: Standing, poll: Poll) -> bool:
    """Remove a poll that is no draft, with a reason that its author is told."""
    return poll.state != State.DRAFT and moderate(standing)


def report(standing: Standing, poll: Poll) -> bool:
    """Say that somebody should look at it."""
    return standing.signed_in and poll.state != State.DRAFT and not is_own(standing, poll)


def see_results(standing: Standing, poll: Poll, *, voted: bool) -> bool:
    """The rule that was stated before anybody voted; it holds for whoever opened the poll, and for who tends the space."""
    if poll.state == State.CLOSED:
        return True
    return poll.state == State.OPEN and (poll.shown == Shown.ALWAYS or (poll.shown == Shown.VOTED and voted))


def see_names(standing: Standing, poll: Poll, *, voted: bool) -> bool:
    """Who voted for what, in a named poll: those who belong to the space."""
    return poll.named and belongs(standing) and see_results(standing, poll, voted=voted)
