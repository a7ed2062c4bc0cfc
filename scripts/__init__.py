"""What is called from the Makefile, beside the site itself."""
