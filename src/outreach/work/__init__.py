"""One verb per file: what a person or the clock asks of the house."""
