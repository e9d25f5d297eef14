"""The rehearsal: imitations of every provider, and the folder in which they keep what they took."""
