"""Who may do what with a story. Who may read one is `StoryQuerySet.visible_to`."""

from __future__ import annotations

from typing import Any

from portal.foundation.audience import is_editor
from practices.stories.models import Story
from practices.stories.terms import State


def tend(user: Any) -> bool:
    """See what waits, give it back, take down what is published: editors, reviewers and administrators."""
    return is_editor(user)


def approve(user: Any, story: Story) -> bool:
    """Say that it can be published: who tends stories and neither told it, nor helped, nor wrote it down."""
    return tend(user) and story.state == State.RELEASED and not story.is_of(user)


def write(user: Any, story: Story) -> bool:
    """Change the words: who tells it, who helps, and who wrote it down, as long as it is a private draft."""
    return story.state == State.DRAFT and story.is_of(user)


def own(user: Any, story: Story) -> bool:
    """Agree, release, take back, erase, choose a helper: the person alone; of a story that was written down for somebody, who did so."""
    return story.teller_id == user.pk if story.teller_id else story.entered_by_id == user.pk
