"""What a space shows becomes sections; what was chosen before becomes sections of its kinds, published as it was."""

import uuid
from typing import Any, ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone

KINDS = {
    "entry": "entries", "document": "documents", "album": "albums", "picture": "albums", "poll": "polls", "meeting": "meetings",
    "topic": "topics", "person": "people", "community": "communities",
}  # fmt: skip


def carry_over(apps: Any, _editor: Any) -> None:
    """One section for each kind, in the order in which the first of each stood."""
    faces: dict[int, dict[str, Any]] = {}
    for item in apps.get_model("communities", "ShowcaseItem").objects.order_by("community", "position", "pk"):
        kind = KINDS.get(item.thing.partition(":")[0], "records")
        empty = {"kind": kind, "key": uuid.uuid4().hex[:8], "title": "", "text": "", "newest": 0, "things": []}
        section = faces.setdefault(item.community_id, {}).setdefault(kind, empty)
        section["things"].append({"thing": item.thing, "note": item.note, "since": ""})
    Face = apps.get_model("communities", "Face")
    now = timezone.now()
    for community, kinds in faces.items():
        sections = list(kinds.values())
        Face.objects.create(community_id=community, draft=sections, published=sections, published_at=now)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("communities", "0024_minutes_as_document")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Face",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("draft", models.JSONField(default=list)),
                ("published", models.JSONField(default=list)),
                ("published_at", models.DateTimeField(null=True)),
                (
                    "community",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="face", to="communities.community"
                    ),
                ),
            ],
            options={"verbose_name": "public face"},
        ),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.DeleteModel(name="ShowcaseItem"),
    ]
