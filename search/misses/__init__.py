"""Searches that found nothing: counted for editors, without anything about who searched."""
