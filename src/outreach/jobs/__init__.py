"""Who carries out a piece of sending, and when: here and now, until there are many machines."""
