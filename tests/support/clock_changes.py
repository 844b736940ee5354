"""Clock changes read straight from the compiled tz database, as a judge of our own reading of it."""

import struct
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from zoneinfo import TZPATH

# Zones whose changes are odd in some way, each with the first and last year looked at.
ODD_ZONES = {
    "Europe/Berlin": (1970, 2030),
    "America/New_York": (1970, 2030),
    "Asia/Jerusalem": (1990, 2030),  # other rules nearly every year
    "Australia/Lord_Howe": (1981, 2030),  # half an hour
    "Africa/Casablanca": (2008, 2030),  # back for Ramadan
    "America/Sao_Paulo": (1970, 2020),  # at midnight
    "Asia/Beirut": (1984, 2030),  # at midnight
    "America/Havana": (1970, 2030),  # midnight happens twice
    "America/St_Johns": (1970, 2015),  # one minute past midnight, back into the day before
    "Pacific/Apia": (2009, 2022),  # skipped 30 December 2011
    "Pacific/Kwajalein": (1968, 1995),  # skipped 21 August 1993
    "Asia/Pyongyang": (2014, 2020),  # half an hour, for three years
    "Asia/Kathmandu": (1985, 1987),  # a quarter of an hour
    "Europe/Moscow": (2009, 2016),
    "America/Toronto": (1918, 1921),  # from half past eleven at night to half past midnight
    "Antarctica/Troll": (2005, 2030),  # two hours
}


def compiled_changes(timezone: str) -> list[tuple[int, int, int]]:
    """(instant, offset before, offset after) of every change of offset that the compiled zone lists."""
    changes = []
    before = None
    for instant, offset in _listed(_compiled(timezone)):
        if before is not None and offset != before:
            changes.append((instant, before, offset))
        before = offset
    return changes


def _compiled(timezone: str) -> bytes:
    for folder in TZPATH:
        if (path := Path(folder) / timezone).is_file():
            return path.read_bytes()
    return files("tzdata").joinpath("zoneinfo", *timezone.split("/")).read_bytes()


def _listed(data: bytes) -> Iterator[tuple[int, int]]:
    """(instant, offset from then on) as RFC 9636 lays them out: a 32-bit block, then a 64-bit one."""
    start = 44 + _block_length(data, 0, 4)
    _, _, _, times, types, _ = _counts(data, start)
    body = start + 44
    instants = struct.unpack_from(f">{times}q", data, body)
    kinds = struct.unpack_from(f">{times}B", data, body + 8 * times)
    offsets = [struct.unpack_from(">l", data, body + 9 * times + 6 * kind)[0] for kind in range(types)]
    if types:
        yield -(2**60), offsets[0]
    yield from ((instant, offsets[kind]) for instant, kind in zip(instants, kinds, strict=True))


def _counts(data: bytes, start: int) -> tuple[int, ...]:
    assert data[start : start + 4] == b"TZif"
    return struct.unpack_from(">6l", data, start + 20)


def _block_length(data: bytes, start: int, time_size: int) -> int:
    utc, standard, leaps, times, types, letters = _counts(data, start)
    return times * (time_size + 1) + types * 6 + letters + leaps * (time_size + 4) + standard + utc
