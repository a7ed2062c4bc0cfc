"""One search over everything. It knows nothing of what it indexes: apps register sources and facets."""
