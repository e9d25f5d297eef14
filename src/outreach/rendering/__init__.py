"""From a template and plain data to the finished bytes of a letter, and to our own report page."""
