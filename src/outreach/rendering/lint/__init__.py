"""What a reader would find fault with in a template's texts: found in the texts, before any letter."""
