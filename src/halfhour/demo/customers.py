"""The demo's customers: names, addresses and notes for those who write most, generated.

Mail goes to domains that exist for examples, phones are numbers kept for films; nobody is meant.
"""

from datetime import datetime, timedelta

import numpy as np

from halfhour.customers.actions import NewCustomer, add_note, save_field, save_new_customers
from halfhour.customers.models import AddressKind, Consent, Customer, CustomField, FieldKind
from halfhour.demo.demand import SEED
from halfhour.people.models import Team, User

CUSTOMER_SEED = SEED + 2
KNOWN = 240
FIRST = (
    "Anna", "Ben", "Clara", "David", "Elif", "Farid", "Greta", "Hannes", "Ines", "Jonas", "Katya", "Lars",
    "Mei", "Nadia", "Oskar", "Paula", "Quentin", "Rosa", "Stefan", "Tanja", "Umut", "Vera", "Wei", "Xenia",
    "Yusuf", "Zofia",
)  # fmt: skip
LAST = (
    "Albrecht", "Brandt", "Chen", "Dogan", "Eriksen", "Fischer", "Graf", "Hoffmann", "Ivanova", "Jansen",
    "Keller", "Lindner", "Marek", "Novak", "Otto", "Petrov", "Quast", "Richter", "Schubert", "Taylor",
    "Ullmann", "Vogel", "Weber", "Xu", "Yilmaz", "Zimmer",
)  # fmt: skip
ORGANISATIONS = (
    "Alder Couriers", "Birch & Brook Hotel", "City of Fernhausen", "Dune Surf School", "Elm Street School",
    "Fjord Rentals", "Harbour Post", "Juniper Travel", "Meadow Dairy", "Otter Deliveries",
)  # fmt: skip
# language: share of customers, and where such customers live
LANGUAGES = {
    "de": (0.68, "Europe/Berlin"),
    "en": (0.22, "Europe/London"),
    "ru": (0.06, "Europe/Berlin"),
    "zh": (0.04, "Asia/Shanghai"),
}
MAIL_DOMAINS = ("example.org", "example.net", "example.com")
PHONE = "+49 30 23125 {number:03}"
BIKES = ("city", "cargo", "gravel", "e-bike")
NOTES = (
    "Prefers a call after 17:00.",
    "Owns two bikes, asks for both in one message.",
    "Please write short answers, reads on the phone.",
    "Had a delivery go missing, be generous.",
)


def make_customers(team: Team, *, by: User, at: datetime) -> None:
    """Add the customers once; what is there stays as it is."""
    if Customer.objects.filter(team=team).exists():
        return
    if not CustomField.objects.filter(team=team).exists():
        save_field(team=team, field=None, label="Bike", kind=FieldKind.CHOICE, choices=BIKES, by=by, at=at)
        save_field(team=team, field=None, label="Frame number", kind=FieldKind.TEXT, by=by, at=at)
    rng = np.random.default_rng(CUSTOMER_SEED)
    customers = save_new_customers(
        team=team, new=[_customer(number, rng, at) for number in range(KNOWN)] + _seen_twice(), by=by, at=at
    )
    for number, text in enumerate(NOTES):
        add_note(customer=customers[number], text=text, by=by, at=at)


def _customer(number: int, rng: np.random.Generator, at: datetime) -> NewCustomer:
    """The customer whom the history calls by this number."""
    draws = rng.random(8)
    name = _name(number)
    languages = list(LANGUAGES)
    language = languages[int(rng.choice(len(languages), p=[share for share, _zone in LANGUAGES.values()]))]
    addresses = [(AddressKind.ID.value, f"C{number:05}")]
    if draws[0] < 0.85:
        addresses.append((AddressKind.EMAIL.value, _mail(name, number)))
    if draws[1] < 0.6:
        addresses.append((AddressKind.PHONE.value, PHONE.format(number=number)))
    if draws[2] < 0.15:
        addresses.append((AddressKind.CHAT.value, f"{name.split()[0].lower()}{number}"))
    consent = Consent.GIVEN if draws[3] < 0.5 else Consent.REFUSED if draws[3] < 0.6 else Consent.UNKNOWN
    asked = consent != Consent.UNKNOWN
    fields = {"bike": BIKES[int(draws[7] * len(BIKES))]} if draws[4] < 0.7 else {}
    if draws[5] < 0.3:
        fields["frame-number"] = f"LB-{100_000 + int(draws[5] * 900_000)}"
    return NewCustomer(
        name=name,
        organisation=ORGANISATIONS[int(draws[7] * len(ORGANISATIONS))] if draws[6] < 0.25 else "",
        tier="premium" if draws[6] < 0.1 else "standard",
        language=language,
        timezone=LANGUAGES[language][1],
        fields=fields,
        consent=consent,
        consent_on=(at - timedelta(days=30 + int(draws[4] * 300))).date() if asked else None,
        consent_how="ticked on the order form" if asked else "",
        addresses=tuple(addresses),
    )


def _seen_twice() -> list[NewCustomer]:
    """Three who wrote from a second address, for the page of duplicates."""
    return [
        NewCustomer(name=_name(5), addresses=((AddressKind.EMAIL.value, "private5@example.net"),)),
        NewCustomer(
            name=" ".join(reversed(_name(9).split())),
            addresses=((AddressKind.CHAT.value, "rider9"),),
        ),
        NewCustomer(addresses=((AddressKind.EMAIL.value, _mail(_name(2), 2).replace("@", "+bikes@")),)),
    ]


def _name(number: int) -> str:
    """Another name for each number below 676."""
    return f"{FIRST[number % 26]} {LAST[(number * 7 + number // 26) % 26]}"


def _mail(name: str, number: int) -> str:
    return f"{name.lower().replace(' ', '.')}{number}@{MAIL_DOMAINS[number % 3]}"
