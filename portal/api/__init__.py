"""The catalogue for machines: records and search as JSON, read-only."""
