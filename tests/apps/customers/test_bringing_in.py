from halfhour.customers.actions import bring_in_from_ledger, erase_customer, remove_address
from halfhour.customers.models import Address, Customer, CustomerEvent
from halfhour.customers.queries.history import contacts_of, summary_of
from halfhour.jobs.actions import start_job
from halfhour.jobs.models import JobState
from halfhour.jobs.running import run_here
from halfhour.ledger.models import Contact
from support.customers import history, known
from support.ledger import MONDAY, bring_in


def bring(cast):
    return bring_in_from_ledger(team=cast.team, by=cast.agent, at=MONDAY)


def test_each_unknown_id_becomes_a_customer_with_its_kind_of_address(cast):
    owners = ("C1", "C1", "ann@b.example", "+493023125123", "")
    bring_in(cast.team, history(*((str(n), "2025-03-04", each) for n, each in enumerate(owners))))
    assert bring(cast) == 3
    assert set(Address.objects.values_list("kind", "value")) == {
        ("id", "C1"), ("email", "ann@b.example"), ("phone", "+493023125123"),
    }  # fmt: skip
    assert set(CustomerEvent.objects.values_list("kind", flat=True)) == {"brought_in"}
    first = Address.objects.get(value="C1").customer
    found = summary_of(contacts_of(first))
    assert (found.contacts, found.answer_seconds_median, found.channels) == (2, 60.0, (("phone", 2, 60.0),))


def test_twice_changes_nothing(cast):
    bring_in(cast.team, history(*((str(n), "2025-03-04", f"C{n % 7}") for n in range(30))))
    assert bring(cast) == 7
    before = list(Address.objects.values()), list(Customer.objects.values())
    assert bring(cast) == 0
    assert (list(Address.objects.values()), list(Customer.objects.values())) == before


def test_whoever_has_the_address_keeps_it_in_every_spelling(cast):
    ann = known(cast, "Ann", ("email", "ann@b.example"))
    spellings = ("Ann@B.example", "ANN@b.example", "BOB@b.example", "bob@B.example")
    bring_in(cast.team, history(*((str(n), "2025-03-04", each) for n, each in enumerate(spellings))))
    assert bring(cast) == 1
    assert bring(cast) == 0
    assert contacts_of(ann).count() == 2
    assert contacts_of(Customer.objects.get(number=2)).count() == 2


def test_the_erased_do_not_come_back_and_other_teams_stay_out(cast):
    bring_in(cast.team, history(("1", "2025-03-04", "C1")))
    bring_in(cast.other_team, history(("1", "2025-03-04", "C2")))
    assert bring(cast) == 1
    erase_customer(customer=Customer.objects.get(), by=cast.lead, at=MONDAY)
    assert bring(cast) == 0
    assert not Address.objects.exists()


def test_thousands_at_once_get_the_numbers_in_a_row(cast):
    record = bring_in(cast.team, history(("first", "2025-03-04", "C0")))
    Contact.objects.bulk_create(
        Contact(team=cast.team, contact_id=f"x{n}", opened_at=MONDAY, customer_id=f"K{n:05}", source=record)
        for n in range(4_500)
    )
    assert bring(cast) == 4_501
    numbers = set(Customer.objects.values_list("number", flat=True))
    assert numbers == set(range(1, 4_502))


def test_a_job_does_it_and_leads_to_the_list(cast):
    bring_in(cast.team, history(("1", "2025-03-04", "C1")))
    job = start_job(kind="bring_in_customers", team=cast.team, by=cast.agent, arguments={}, at=MONDAY)
    run_here(job_id=str(job.id))
    job.refresh_from_db()
    assert (job.state, job.result["added"]) == (JobState.SUCCEEDED, 1)
    assert job.next_url == "/t/support-hamburg/customers/"


def test_an_address_taken_away_can_be_brought_in_anew(cast):
    bring_in(cast.team, history(("1", "2025-03-04", "C1")))
    ann = known(cast, "Ann", ("id", "C1"))
    remove_address(customer=ann, address=ann.addresses.get(), by=cast.agent, at=MONDAY)
    assert bring(cast) == 1
