"""The command line: it translates, calls one verb, and tells the result."""
