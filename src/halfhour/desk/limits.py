"""How often somebody without an account may do a thing; counted where processes share what they remember."""

from hashlib import sha256

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest


def is_allowed(*, what: str, who: str, most: int, seconds: int) -> bool:
    """Count one more time; False from the `most`-and-first on, until `seconds` after the first."""
    name = sha256(f"{what}|{who}".encode()).hexdigest()[:32]
    key = f"desk-limit-{name}"
    if cache.add(key, 1, seconds):
        return True
    try:
        return int(cache.incr(key)) <= most
    except ValueError:  # it ran out just now
        cache.set(key, 1, seconds)
        return True


def visitor(request: HttpRequest) -> str:
    """The visitor's address, as far as the proxies in front are believed."""
    return str(get_adapter().get_client_ip(request))
