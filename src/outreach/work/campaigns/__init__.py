"""Appeals: taken in, approved."""
