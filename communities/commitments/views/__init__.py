"""Pages of commitments and lessons."""
