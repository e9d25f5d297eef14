"""A number and what it counts."""


def counted(number: int, one: str, many: str = "") -> str:
    """``1 letter``, ``2 letters``; ``many`` for words that do more than take an s."""
    return f"{number} {one if number == 1 else many or one + 's'}"
