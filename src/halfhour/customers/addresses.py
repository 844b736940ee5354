"""How names and addresses are compared: e-mails and phone numbers in one form each, ids as they were."""

import re
import unicodedata
from collections.abc import Callable
from email.utils import getaddresses
from functools import lru_cache

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext as _

from halfhour.customers.errors import AddressRefused
from halfhour.customers.models import ADDRESS_LENGTH, AddressKind

SPACES = re.compile(r"\s+")
FEWEST_DIGITS = 4
check_email = EmailValidator(allowlist=[])  # nobody writes from "localhost": a domain has a dot


def folded(text: str) -> str:
    """A text as it is looked for: without accents, capitals and doubled spaces."""
    plain = "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))
    return SPACES.sub(" ", plain.casefold()).strip()


def normalised(kind: str, text: str, *, region: str = "") -> str:
    """An address as it is compared; `region` is the country of phone numbers without a country's code.

    Raises
    ------
    AddressRefused
        With a sentence, where the text cannot be an address of this kind.
    """
    found = NORMALISERS[AddressKind(kind)](text.strip(), region)
    if not found or max(len(found), len(text)) > ADDRESS_LENGTH or "\0" in text:
        raise AddressRefused(_("“{text}” cannot be an address.").format(text=text[:80]))
    return found


def kind_of(text: str) -> AddressKind:
    """What an id of the ledger is: an e-mail, a phone number with its country's code, or an id."""
    kind = AddressKind.PHONE if text.strip().startswith("+") else AddressKind.EMAIL
    try:
        normalised(kind, text)
    except AddressRefused:
        return AddressKind.ID
    return kind


def phone_words(normal: str) -> str:
    """A phone number in the form in which people write it."""
    number, _sep, extension = normal.partition("x")
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return normal
    parsed.extension = extension or None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def mailbox(normal: str) -> str:
    """The mailbox that an e-mail reaches: what follows a plus sign is the customer's own mark."""
    local, _at, domain = normal.rpartition("@")
    return f"{local.partition('+')[0] or local}@{domain}"


def digits_of(text: str) -> str:
    """The digits by which a phone number may be looked for; empty where there are too few."""
    found = re.sub(r"\D", "", text).lstrip("0")
    is_phone = len(found) >= FEWEST_DIGITS and not re.search(r"[^\W\d_]", text)
    return found if is_phone else ""


@lru_cache(maxsize=500)  # who writes is looked for by it several times
def _email(text: str, region: str) -> str:
    named = getaddresses([text.removeprefix("mailto:").replace(";", ",")])
    found = [address for _name, address in named if "@" in address]
    address = found[0] if len(found) == 1 else ""  # of several nobody knows whose they are
    local, _at, domain = address.rpartition("@")
    try:
        domain = domain.rstrip(".").encode("idna").decode()
        normal = f"{local}@{domain}".casefold()
        check_email(normal)
    except (UnicodeError, ValidationError):
        raise AddressRefused(_("“{text}” is no e-mail address.").format(text=text[:80])) from None
    return normal


def _phone(text: str, region: str) -> str:
    try:
        number = phonenumbers.parse(text, region or None)
    except phonenumbers.NumberParseException:
        number = None
    possible = phonenumbers.ValidationResult.IS_POSSIBLE  # not only for who dials within a town
    if number is None or phonenumbers.is_possible_number_with_reason(number) != possible:
        raise AddressRefused(
            _("“{text}” is no phone number. Begin with + and the country's code.").format(text=text[:80])
        )
    extension = f"x{number.extension}" if number.extension else ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) + extension


def _chat(text: str, region: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().lstrip("@").strip()


def _id(text: str, region: str) -> str:
    return text


NORMALISERS: dict[AddressKind, Callable[[str, str], str]] = {
    AddressKind.EMAIL: _email,
    AddressKind.PHONE: _phone,
    AddressKind.CHAT: _chat,
    AddressKind.ID: _id,
}
