"""Messages to the editors: what is missing or wrong, barriers, anything else."""
