"""Who may do what with albums and pictures. Who may see them is said by their querysets."""

from __future__ import annotations

from communities.galleries.models import Album, Picture
from communities.spaces.policies import Standing, belongs, contribute, facilitates
from communities.spaces.policies import moderate as moderate_space
from communities.spaces.terms import State

add = contribute  # albums, and pictures to any of them
moderate = moderate_space


def edit_album(standing: Standing, album: Album) -> bool:
    """Change its words and who sees it: who began it, and who facilitates."""
    own = album.author_id is not None and album.author_id == standing.user.pk
    return (own and contribute(standing)) or _tends(standing)


def edit(standing: Standing, picture: Picture) -> bool:
    """Describe a picture and record consents: who brought it, and who facilitates."""
    return (_is_own(standing, picture) and contribute(standing)) or _tends(standing)


def withdraw(standing: Standing, picture: Picture) -> bool:
    """Take a picture away: who brought it, and who facilitates; also in a space that is read only, since consents end there too."""
    return (_is_own(standing, picture) and belongs(standing)) or moderate(standing)


def open_to_everybody(standing: Standing) -> bool:
    """Put an album on the public face, or among facilitators alone."""
    return facilitates(standing)


def report(standing: Standing, picture: Picture) -> bool:
    """Say that somebody should look at it: everybody with an account, but for what is their own."""
    return standing.signed_in and not _is_own(standing, picture)


def _is_own(standing: Standing, picture: Picture) -> bool:
    return picture.author_id is not None and picture.author_id == standing.user.pk


def _tends(standing: Standing) -> bool:
    return facilitates(standing) and standing.community.state == State.ACTIVE
