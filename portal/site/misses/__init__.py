"""Searches without result at the editing desk, and what editors can do about them."""
