"""What somebody may mean: suggestions while they type, and other spellings of what found nothing."""
