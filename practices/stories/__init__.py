"""Stories that people tell of themselves: private until they release them, read by two people before anybody else, gone when they say so.

They are rows, not Wagtail pages: those keep every word in revisions, logs and indexes, and a story must be able to go without a trace.
"""
