"""A bare Wagtail project with pages like ours, to save beside ours."""
