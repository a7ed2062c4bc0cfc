"""Wagtail follows every row that is saved. A load saves many rows of each thing: it tells Wagtail once, when the thing is complete."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.db.models.signals import post_save
from modelsearch.index import Indexed, get_indexed_models, insert_or_update_object
from modelsearch.signal_handlers import post_save_signal_handler
from wagtail.models import ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

TALKATIVE: Final = ("wagtail", "django_tasks", "modelsearch")


@contextmanager
def told_once() -> Iterator[None]:
    """While it lasts, saving a row updates neither the reference index nor the admin's search, and logs nothing: call `indexed`.

    For a process of its own, such as a management command: the receivers are those of the whole process.
    """
    levels = {name: logging.getLogger(name).level for name in TALKATIVE}
    followed = [model for model in get_indexed_models() if post_save.disconnect(post_save_signal_handler, sender=model)]
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    try:
        with disable_reference_index_auto_update():
            yield
    finally:
        for model in followed:
            post_save.connect(post_save_signal_handler, sender=model)
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)


def indexed(obj: Any) -> None:
    """Tells Wagtail of a thing that was saved with all its parts."""
    if ReferenceIndex.is_indexed(type(obj)):
        ReferenceIndex.create_or_update_for_object(obj)
    if isinstance(obj, Indexed):
        insert_or_update_object(obj)
