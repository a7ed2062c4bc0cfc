"""Measures how good search is: on judged collections, and by what editors expect of the live catalogue."""
