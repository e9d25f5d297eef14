"""How letters leave: claimed, looked at again, handed over, written down; and how everything is stopped."""
