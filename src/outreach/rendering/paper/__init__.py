"""A letter on paper: what stands on it, and the PDF that is made of that."""
