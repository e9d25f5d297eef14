"""Read models: what any door lists, counts and pages through. They change nothing."""
