"""One letter: a template and its facts made into subject, text and HTML."""
