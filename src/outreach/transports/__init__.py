"""The ways a letter leaves; each file knows both directions of one way."""
