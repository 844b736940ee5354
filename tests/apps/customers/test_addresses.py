import pytest

from halfhour.customers.actions import add_address, remove_address
from halfhour.customers.addresses import folded, kind_of, mailbox, normalised, phone_words
from halfhour.customers.errors import AddressRefused, AddressTaken
from halfhour.customers.models import Address, AddressKind, Customer, CustomerEvent
from support.customers import known
from support.ledger import MONDAY


@pytest.mark.parametrize(
    ("kind", "text", "compared"),
    [
        ("email", " Ann.Lee@Example.ORG ", "ann.lee@example.org"),
        ("email", "Ann Lee <ann@example.org>", "ann@example.org"),
        ("email", "mailto:ann@example.org", "ann@example.org"),
        ("email", "ann@bücher.example", "ann@xn--bcher-kva.example"),
        ("phone", "+49 (30) 23125-123", "+493023125123"),
        ("phone", "030 23125123", "+493023125123"),
        ("phone", "0049 30 23125123", "+493023125123"),
        ("phone", "+1 650 253 0000 ext. 12", "+16502530000x12"),
        ("chat", "@AnnLee", "annlee"),
        ("id", "C00017", "C00017"),
        ("id", "c00017", "c00017"),
    ],
)
def test_an_address_has_one_form_in_which_it_is_compared(kind, text, compared):
    assert normalised(kind, text, region="DE") == compared


@pytest.mark.parametrize(
    ("kind", "text"),
    [("email", "ann"), ("email", "ann@"), ("email", ""), ("phone", "call me"), ("phone", "+49"), ("id", " "),
     ("phone", "+4912"), ("email", "ann@localhost"),
     ("chat", "@"), ("id", "x" * 501), ("id", "a\0b"), ("phone", "1")],
)  # fmt: skip
def test_what_is_no_address_is_refused_in_a_sentence(kind, text):
    with pytest.raises(AddressRefused) as refused:
        normalised(kind, text, region="DE")
    assert refused.value.sentence.startswith("“")


def test_a_number_without_country_needs_a_region():
    with pytest.raises(AddressRefused, match="Begin with \\+"):
        normalised("phone", "030 23125123")


@pytest.mark.parametrize(
    ("text", "kind"),
    [("ann@example.org", "email"), ("+493023125123", "phone"), ("C00017", "id"), ("A+493023125123", "id"),
     ("3023125123", "id"), ("@ann", "id")],
)  # fmt: skip
def test_an_id_of_the_ledger_says_what_it_is(text, kind):
    assert kind_of(text) == kind


def test_words_of_addresses():
    assert phone_words("+493023125123") == "+49 30 23125123"
    assert mailbox("ann+shop@example.org") == "ann@example.org"
    assert folded("  Zoë  MÜLLER ") == "zoe muller"


def test_an_address_belongs_to_one_customer_of_a_team_in_any_spelling(cast):
    ann, bob = known(cast, "Ann", ("email", "ann@example.org")), known(cast, "Bob")
    with pytest.raises(AddressTaken) as refused:
        add_address(customer=bob, kind="email", value="ANN@example.org", by=cast.agent, at=MONDAY)
    assert refused.value.owner == ann
    assert "Customer 1 (Ann)" in refused.value.sentence
    assert not bob.addresses.exists()
    again = add_address(customer=ann, kind="email", value="Ann@Example.org", by=cast.agent, at=MONDAY)
    assert list(ann.addresses.all()) == [again]
    known(cast, "Ann", ("email", "ann@example.org"), team=cast.other_team)


def test_a_customer_whose_address_is_taken_is_not_added(cast):
    known(cast, "Ann", ("email", "ann@example.org"))
    with pytest.raises(AddressTaken):
        known(cast, "Bob", ("phone", "+493023125123"), ("email", "ann@example.org"))
    assert Customer.objects.count() == Address.objects.count() == 1
    assert known(cast, "Cem").number == 2


def test_removing_an_address_is_remembered_with_what_it_was(cast):
    ann = known(cast, "Ann", ("email", "ann@example.org"))
    remove_address(customer=ann, address=ann.addresses.get(), by=cast.agent, at=MONDAY)
    assert not ann.addresses.exists()
    event = CustomerEvent.objects.filter(customer=ann, kind="address_removed").get()
    assert (event.by, event.facts) == (cast.agent, {"email": ["ann@example.org", None]})


@pytest.mark.parametrize(
    "typed",
    [
        "mailto:ann@example.org",
        "ann@example.org.",
        "ann@example.org,",
        "Ann, B <ANN@example.org>",
        "<ann@example.org>",
    ],
)
def test_an_address_is_known_and_written_to_in_one_form(typed):
    assert normalised(AddressKind.EMAIL, typed) == "ann@example.org"


@pytest.mark.parametrize(
    "typed",
    ["ann@example.org, eve@evil.example", "ann@example.org;eve@evil.example", "ann@example.org eve@x.y"],
)
def test_several_addresses_in_one_are_nobody_s(typed):
    with pytest.raises(AddressRefused):
        normalised(AddressKind.EMAIL, typed)
