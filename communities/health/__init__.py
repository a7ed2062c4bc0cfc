"""How a space is doing: counts, times and shares for those who tend it. Nobody is named, and nobody is ranked."""
