"""Who did what to which record: one table to which rows are only added."""
