"""What those who tend a space are shown of it each week: at most five things that wait for them."""
