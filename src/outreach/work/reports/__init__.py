"""A whole campaign on one page."""
