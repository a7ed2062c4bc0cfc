"""A space that an archive moves into."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from communities.discussion.models import Post, Topic, name_of
from communities.spaces.models import Community
from tests.communities.conftest import nobody_was_here_before
from tests.communities.discussion.conftest import space

__all__ = ["nobody_was_here_before", "space"]
Import = Callable[..., str]


def row(body: str | None = "Who fetches the key?", **fields: Any) -> dict[str, Any]:
    """A post as an archive has it."""
    said = {"topic": "t1", "title": "The key", "author": "Ana <ana@old.example>", "created": "2019-03-01T09:00:00Z"}
    return {**said, "body": body, **fields}


@pytest.fixture
def bring(tmp_path: Path, space: Community) -> Import:
    """Imports rows (or bytes) as JSON lines, or bytes as a mailbox; returns what was reported."""

    def bring(*rows: dict[str, Any] | bytes, form: str = "jsonl", name: str = "archive") -> str:
        file = tmp_path / name
        lines = (line if isinstance(line, bytes) else json.dumps(line).encode() for line in rows)
        file.write_bytes(b"\n".join(lines) + b"\n")
        said = StringIO()
        call_command("communities", "import", space.slug, str(file), format=form, quiet=True, stderr=said)
        return said.getvalue().replace(f"{tmp_path}/", "")

    return bring


def outline() -> list[tuple[str, list[tuple[int, str, str, int | None]]]]:
    """All topics with their posts: number, name, text, number of what is answered."""
    return [
        (
            topic.title,
            [
                (post.number, name_of(post), post.text, post.reply_to.number if post.reply_to else None)
                for post in Post.objects.filter(topic=topic).select_related("author", "unclaimed", "reply_to")
            ],
        )
        for topic in Topic.objects.order_by("created_at", "pk")
    ]
