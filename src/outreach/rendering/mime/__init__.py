"""A letter as the bytes that are sealed and leave."""
