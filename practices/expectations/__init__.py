"""What editors expect of the search, kept beside the catalogue and measured."""
