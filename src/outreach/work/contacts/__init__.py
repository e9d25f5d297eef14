"""The directory: loaded, verified, suppressed."""
