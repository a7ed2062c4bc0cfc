"""The plan of a community: what it uses for what, in versions that its members review and its stewards decide about, line by line."""
