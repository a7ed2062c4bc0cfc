"""Benchmarks that print ratios measured in one run (`make bench`): machines differ, ratios hardly."""
