"""What members take up for themselves, and the short lessons that stand behind it."""
