"""The yardstick’s only table."""
