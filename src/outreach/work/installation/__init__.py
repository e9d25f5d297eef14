"""The installation: making a home."""
