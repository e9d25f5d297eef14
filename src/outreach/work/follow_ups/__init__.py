"""The next letter to those who stay silent."""
