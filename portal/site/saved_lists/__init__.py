"""Lists of the desk under names of one's own, to come back to."""
