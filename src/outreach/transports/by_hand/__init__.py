"""Web forms and post: a person carries the letter."""
