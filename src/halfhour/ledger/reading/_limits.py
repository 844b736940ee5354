"""How far a file may go before it is refused; all of it is checked while reading, never after."""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024
GIGABYTE = 1024 * MEGABYTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one file may cost.

    `expansion_ratio` is expanded bytes per byte on disk; it is asked only beyond
    `ratio_asked_from_bytes`, because a short and very regular file may honestly shrink a lot.
    """

    file_bytes: int = 4 * GIGABYTE
    expanded_bytes: int = 16 * GIGABYTE
    expansion_ratio: float = 200.0
    ratio_asked_from_bytes: int = 64 * MEGABYTE
    sheet_bytes: int = GIGABYTE
    rows: int = 50_000_000
    columns: int = 1_000
    line_characters: int = MEGABYTE
    archive_files: int = 100
