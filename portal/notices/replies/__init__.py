"""Answers by mail: from the address in a mail to a post, and to a clear word where that can't be."""
