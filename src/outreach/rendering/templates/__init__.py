"""A template: read, checked, compiled."""
