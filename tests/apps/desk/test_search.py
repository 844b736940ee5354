"""Search in three languages, the same on both databases, over all that is said and known of a ticket."""

import pytest

from halfhour.customers.actions import change_customer, merge_customers, unmerge_customers
from halfhour.desk.actions.changing import change_ticket
from halfhour.desk.actions.conversation import add_note, customer_wrote, reply
from halfhour.desk.actions.posting import send_waiting
from halfhour.desk.models.conversation import TicketText
from halfhour.desk.queries.search import found
from halfhour.desk.words import MOST_BYTES, asked_words, words_of
from halfhour.people.access import access_to
from support.customers import known
from support.desk import a_ticket
from support.ledger import MONDAY


@pytest.fixture
def search(cast):
    access = access_to(cast.agent, cast.team)
    return lambda text, limit=20: [row.number for row in found(access, text, limit)]


def test_words_are_found_in_their_forms_in_english_russian_and_chinese(cast, search):
    a_ticket(cast, "My parcels were refunded, Müller said", subject="Café")
    a_ticket(cast, "Где мои заказы? Ещё не пришли", subject="Заказ 77")
    a_ticket(cast, "我要申请退款，订单A5还没到", subject="退货")
    for text, expected in (
        ("parcel", [1]),
        ("refund", [1]),
        ("refunds parcels", [1]),
        ("cafe muller", [1]),
        ("заказа", [2]),
        ("еще ЗАКАЗЫ", [2]),
        ("退款", [3]),
        ("申请退款", [3]),
        ("退", [3]),
        ("款", [3]),
        ("款申", []),
        ("订单A5", [3]),
        ("a5", [3]),
        ("parcel 退款", []),
    ):
        assert search(text) == expected, text


def test_all_that_is_said_and_known_is_found_as_soon_as_it_is_saved(cast, search):
    ann = known(cast, "Ann Lee", ("email", "ann@example.org"), ("phone", "+49 40 1234567"))
    ticket = a_ticket(cast, customer=ann)
    reply(ticket=ticket, text="The courier was late", by=cast.agent, at=MONDAY)
    add_note(ticket=ticket, text="Ask the warehouse", by=cast.agent, at=MONDAY)
    customer_wrote(ticket=ticket, text="Thank you kindly", at=MONDAY)
    a_ticket(cast, "Something else", subject="Other")
    for text in (
        "courier",
        "warehouse",
        "kindly",
        "ann lee",
        "ann@example.org",
        "+49401234567",
        "+49 40 1234567",
        "0049 40 1234567",
        "040 123-4567",
        "(040) 1234567",
        "#1",
        "55123",
    ):
        assert search(text) == [1], text
    send_waiting(MONDAY)
    change_ticket(ticket=ticket, changes={"subject": "Parcel", "customer": None}, by=cast.agent, at=MONDAY)
    assert search("parcel") == [1]
    assert search("ann lee") == []
    assert search("warehouse") == [1]


def test_the_number_comes_first_and_then_the_newest(cast, search):
    for text in ("order 3", "nothing", "nothing", "order 3"):
        a_ticket(cast, text, subject="")
    assert search("3") == [3, 4, 1]
    assert search("order", 1) == [4]


def test_a_renamed_customer_is_found_by_the_new_name_only(cast, search):
    ann = known(cast, "Ann Lee", ("email", "ann@example.org"))
    a_ticket(cast, customer=ann)
    change_customer(
        customer=ann, values={"name": "Ann Smith"}, revision=ann.revision, by=cast.agent, at=MONDAY
    )
    assert (search("smith"), search("lee")) == ([1], [])


@pytest.mark.parametrize(
    "text",
    [
        "' OR 1=1 --",
        '" OR words MATCH "*',
        "order AND",
        "NEAR(order, 5)",
        "order:*",
        "!order & | <-> (",
        "words:order",
        "*",
        "\\'",
        "%s %(a)s {0}",
        "'; DROP TABLE desk_ticket; --",
        "-order",
        "\0order",
        "order" * 200,
        " ",
        "😀",
    ],
)
def test_hostile_words_are_only_words(cast, search, text):
    a_ticket(cast, "An order")
    assert search(text) in ([], [1])


def test_search_is_never_wider_than_the_page_of_a_ticket(cast):
    ours, theirs = a_ticket(cast, "parcel"), a_ticket(cast, "parcel", team=cast.other_team)
    for user in (cast.agent, cast.planner, cast.lead, cast.administrator, cast.stranger):
        assert {row.id for row in found(access_to(user, cast.team), "parcel")} <= {ours.pk}
    assert found(access_to(cast.stranger, cast.team), "parcel") == ()
    assert [row.id for row in found(access_to(cast.stranger, cast.other_team), "1")] == [theirs.pk]


def test_a_ticket_of_very_many_words_keeps_an_index_of_a_size_that_fits(cast):
    ticket = a_ticket(cast, " ".join(f"word{each}" for each in range(20_000)))
    customer_wrote(
        ticket=ticket, text="".join(chr(0x4E00 + each % 20_000) for each in range(100_000)), at=MONDAY
    )
    kept = TicketText.objects.get(ticket=ticket).words
    assert len(kept.encode()) <= MOST_BYTES
    assert words_of(["a b a"]) == ["a", "b"]
    assert asked_words("...") == []


def test_the_list_is_searched_in_its_view_or_among_all_tickets(cast):
    a_ticket(cast, text="Ding dong")
    client = cast.client(cast.agent)
    here = client.get("/t/support-hamburg/desk/rows/?view=mine&text=ding").content.decode()
    assert "There may be one outside this view." in here
    everywhere = client.get("/t/support-hamburg/desk/rows/?view=mine&text=ding&in=all").content.decode()
    assert 'data-number="1"' in everywhere
    assert 'data-query="view=mine&amp;in=all&amp;text=ding"' in everywhere
    nothing_asked = client.get("/t/support-hamburg/desk/rows/?view=mine&in=all").content.decode()
    assert 'data-number="1"' not in nothing_asked


def test_a_customer_s_address_finds_the_tickets_of_who_was_merged_into_them(cast):
    ann, bob = (known(cast, name, ("email", f"{name}@example.org")) for name in ("ann", "bob"))
    theirs = {a_ticket(cast, customer=each).number for each in (ann, bob)}
    merge_customers(source=ann, target=bob, by=cast.lead, at=MONDAY)
    access = access_to(cast.lead, cast.team)
    for address in ("ann@example.org", "bob@example.org"):
        assert {each.number for each in found(access, address)} == theirs


def test_tickets_are_found_by_the_name_that_a_merge_gave_their_customer(cast):
    ann, bob = known(cast, "Ann Miller"), known(cast, "", ("email", "bob@example.org"))
    ticket, access = a_ticket(cast, customer=bob), access_to(cast.lead, cast.team)
    made = merge_customers(source=ann, target=bob, by=cast.lead, at=MONDAY)
    assert [each.number for each in found(access, "Miller")] == [ticket.number]
    unmerge_customers(merge=made, by=cast.lead, at=MONDAY)
    assert list(found(access, "Miller")) == []
