"""Codes of languages, as people and programs write them and as they are kept."""

import re
from functools import cache

from babel import Locale

CODE = re.compile(r"([a-z]{2,3})(?:-(?:([a-z]{4})|([a-z]{2}|[0-9]{3})))?", re.IGNORECASE)
NO_LANGUAGE = {"mul", "und", "zxx"}  # several, unknown, none


def language_code(text: str) -> str:
    """The code of a language as it is kept, in whichever case it came; empty where there is none.

    >>> [language_code(each) for each in ("EN", "pt-br", "ZH-HANS", "xx", "")]
    ['en', 'pt-BR', 'zh-Hans', '', '']
    """
    found = CODE.fullmatch(text)
    if found is None:
        return ""
    language, script, region = found.groups(default="")
    parts = (language.lower(), script.title(), region.upper())
    is_known = all(part in known for part, known in zip(parts, _known(), strict=True))
    return "-".join(filter(None, parts)) if is_known else ""


@cache
def _known() -> tuple[frozenset[str], ...]:
    """Every language, script and region; the last two may be left out."""
    named = Locale.parse("en")
    return (
        frozenset(named.languages) - NO_LANGUAGE,
        frozenset(named.scripts) | {""},
        frozenset(named.territories) | {""},
    )
