"""A finished letter as its readers see it, in files to look at."""
