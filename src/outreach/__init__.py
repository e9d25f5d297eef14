"""Write to institutions on behalf of people, and always say what became of each letter.

The rooms and their floors are drawn in ``docs/architecture.md``; imports only go down.
"""

__version__ = "0.1.0"
