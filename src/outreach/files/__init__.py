"""The folder of a home and what is written into it: whole or not at all, and never through a link."""
