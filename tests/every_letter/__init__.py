"""A reader of ours: reads every letter by rules of its own, and shares no line with what writes them."""
