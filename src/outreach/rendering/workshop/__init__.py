"""The process in which templates are compiled and letters rendered, and which can be thrown away."""
