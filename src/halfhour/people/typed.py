"""What people and programs type where a number is meant."""

MOST_DIGITS = 9  # what every database keeps as a whole number


def whole_number(text: str | None, *, digits: int = MOST_DIGITS) -> int | None:
    """The number that a text is; None where it is anything but a few digits.

    Python takes other scripts' digits for digits that it reads otherwise or not at all, and refuses to read
    thousands of them.
    """
    if text is None or not 0 < len(text) <= digits:
        return None
    return int(text) if text.isascii() and text.isdigit() else None


def plain(text: str | None) -> str:
    """What was typed without the one character that no database keeps as text."""
    return (text or "").replace("\0", "")
