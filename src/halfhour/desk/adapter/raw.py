"""What is stored of an input before anybody understands it: as it came, but for what no database keeps."""

import hashlib
import json
import math
from collections.abc import Mapping
from typing import Any

DEEPEST = 20
TOO_DEEP = "…"


def storable(value: Any, depth: int = 0) -> Any:
    """The value without what PostgreSQL's JSON refuses: NULs, halves of characters, numbers that are none."""
    match value:
        case str():
            return value.replace("\0", "").encode("utf-8", "replace").decode()
        case None | bool() | int():
            return value
        case float():
            return value if math.isfinite(value) else str(value)
        case Mapping() if depth < DEEPEST:
            return {storable(str(key)): storable(each, depth + 1) for key, each in value.items()}
        case list() | tuple() if depth < DEEPEST:
            return [storable(each, depth + 1) for each in value]
        case Mapping() | list() | tuple():
            return TOO_DEEP
    return storable(str(value))


def storable_key(key: str, most: int) -> str:
    """The key itself where it fits, else what stands for it and for no other."""
    kept = storable(key)
    if kept == key and len(key) <= most:
        return key
    return "sha256:" + hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def digest_of(channel: str, body: Any) -> str:
    """Equal for equal inputs, in whatever order their names stand."""
    text = json.dumps([channel, body], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
