import gzip
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from halfhour.jobs.models import Job
from halfhour.jobs.running import run_here
from halfhour.ledger.models import Contact, Import, ImportState
from support.histories import HEADER, contacts_csv, xes
from support.ledger import bring_in

SHAPE = {"shape": "contacts", "shown_for": "contacts", "timezone": "Europe/Berlin", "time_format": "auto"}
COLUMNS = {f"column-{name}": name for name in HEADER.split(",")}


def url(cast, name, **places):
    return reverse(f"ledger:{name}", kwargs={"team": cast.team.slug, **places})


def upload(cast, content, *, name="history.csv", user=None):
    raw = content.encode() if isinstance(content, str) else content
    client = cast.client(user or cast.planner)
    return client.post(url(cast, "upload"), {"file": SimpleUploadedFile(name, raw)})


def page(cast, address, user=None):
    response = cast.client(user or cast.planner).get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_an_upload_is_kept_and_asks_for_its_columns(cast):
    response = upload(cast, contacts_csv())
    assert response.headers["Location"] == url(cast, "import", number=1)
    record = Import.objects.get()
    assert (record.state, record.file_name, record.made_by) == (
        ImportState.UPLOADED,
        "history.csv",
        cast.planner,
    )
    shown = page(cast, url(cast, "import", number=1))
    assert "Of the first 3 rows, 3 can be read." in shown
    assert '<option value="queue" selected>queue</option>' in shown
    assert not Contact.objects.exists()


def test_a_known_export_is_named(cast):
    header = "Id,Requester,Requester id,Group,Assignee,Created at,Via"
    upload(cast, f"{header}\n17,Ann,900,Tier 1,Ben,2024-03-04 09:00,Mail\n")
    assert "Recognised as: Zendesk." in page(cast, url(cast, "import", number=1))


def test_what_cannot_be_read_says_so_before_anything_starts(cast):
    upload(cast, "contact_id,colour\n1,red\n")
    shown = page(cast, url(cast, "import", number=1))
    assert "has no column that we know as: Opened at. Choose it below" in shown
    assert "--" not in shown.split("<main", 1)[1].split("<form", 1)[0]
    assert "<th" in shown  # the file's own rows are there to choose from
    response = cast.client(cast.planner).post(
        url(cast, "start", number=1), SHAPE | {"column-contact_id": "contact_id"}
    )
    assert response.status_code == 422
    assert not Job.objects.exists()


def test_the_look_follows_what_is_chosen_and_stores_nothing(cast):
    upload(cast, contacts_csv())
    chosen = SHAPE | COLUMNS | {"column-queue": "", "column-agent": "queue"}
    response = cast.client(cast.planner).post(url(cast, "look", number=1), chosen)
    shown = response.content.decode()
    assert (
        '<option value="queue" selected>queue</option>'
        in shown.partition('name="column-agent"')[2].partition("</select>")[0]
    )
    assert "selected" not in shown.partition('name="column-queue"')[2].partition("</select>")[0].replace(
        'value="" selected', ""
    )
    assert Import.objects.get().options == {}


def test_another_shape_is_recognised_anew(cast):
    upload(cast, "id,created_at,status,user\n1,2024-03-04 09:00,new,a\n2,2024-03-04 09:10,new,a\n")
    chosen = SHAPE | {"column-contact_id": "id", "column-opened_at": "created_at", "shape": "events"}
    shown = cast.client(cast.planner).post(url(cast, "look", number=1), chosen).content.decode()
    assert "Events that are the answer" in shown
    assert '<option value="status" selected>status</option>' in shown.partition('name="column-event"')[2]


def started(cast, **chosen):
    """The import page's form sent, and the job it asks for run here."""
    number = Import.objects.latest("id").number
    response = cast.client(cast.planner).post(url(cast, "start", number=number), SHAPE | COLUMNS | chosen)
    assert response.status_code == 302
    job = Job.objects.latest("created_at")
    assert "being read" in page(cast, url(cast, "import", number=number))
    run_here(job_id=str(job.id))
    job.refresh_from_db()
    return job


def test_the_way_from_a_file_to_what_was_found(cast):
    upload(cast, contacts_csv("4,never,phone,,", "5,2024-03-05 10:00,phone,,-1"))
    job = started(cast)
    assert job.result["next"] == url(cast, "import", number=1)
    shown = page(cast, job.result["next"])
    assert Contact.objects.filter(team=cast.team).count() == 4
    assert "Opened at is not a time that can be read: never." in shown
    assert "Handle time, seconds is below zero: -1." in shown
    assert "rejected.csv" in shown
    assert '"values": [3, 1]' in shown


def test_what_was_chosen_by_hand_is_what_is_read(cast):
    upload(cast, contacts_csv())
    started(cast, **{"column-queue": "", "column-agent": "queue"})
    assert set(Contact.objects.values_list("queue", "agent")) == {("", "phone"), ("", "email")}


def test_a_file_that_is_refused_while_it_is_read_can_be_tried_again(cast):
    rows = "\n".join(f"{n},2024-03-04 09:00" for n in range(600))
    upload(
        cast,
        gzip.compress(f"contact_id,opened_at\n{rows}\nlast,13/13/2024 09:00\n".encode()),
        name="a.csv.gz",
    )
    job = started(cast, **{"column-queue": "", "column-answered_at": "", "column-handle_seconds": ""})
    assert job.state == "succeeded"
    record = Import.objects.get()
    assert (record.counts["new"], record.counts["rejected"]) == (600, 1)


def test_rejected_rows_and_the_raw_file_come_as_downloads_that_run_nothing(cast):
    bring_in(cast.team, contacts_csv("4,never,=cmd(),,"), name="evil.html")
    for name, content_type in (("rejected", "text/csv"), ("raw", "application/octet-stream")):
        response = cast.client(cast.planner).get(url(cast, name, number=1))
        assert response.headers["Content-Type"].partition(";")[0] == content_type
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        b"".join(response.streaming_content)


def test_names_and_cells_of_files_are_shown_as_text(cast):
    upload(
        cast, "contact_id,opened_at,<script>x</script>\n<img src=x>,2024-03-04 09:00,<b>\n", name="<i>a.csv"
    )
    shown = page(cast, url(cast, "import", number=1))
    assert "<script>x" not in shown
    assert "<img src=x>" not in shown
    assert "&lt;script&gt;x" in shown


def test_the_list_says_what_became_of_each_file(cast):
    assert "Drop a contact history here" in page(cast, url(cast, "imports"))
    bring_in(cast.team, contacts_csv())
    bring_in(cast.team, contacts_csv())
    shown = page(cast, url(cast, "imports"))
    assert shown.count("history.csv") == 2
    assert "Known already" in shown


def test_several_files_at_once_become_several_imports(cast):
    files = [SimpleUploadedFile(f"{n}.csv", contacts_csv().encode()) for n in range(3)]
    response = cast.client(cast.planner).post(url(cast, "upload"), {"file": files})
    assert response.headers["Location"] == url(cast, "imports")
    assert Import.objects.count() == 3


def test_an_upload_of_nothing_says_what_to_do(cast):
    response = cast.client(cast.planner).post(url(cast, "upload"), follow=True)
    assert "Choose between 1 and 20 files." in response.content.decode()
    assert not Import.objects.exists()


def test_agents_see_no_ledger_and_strangers_no_team(cast):
    bring_in(cast.team, contacts_csv())
    contact = Contact.objects.first()
    for address in (
        url(cast, "imports"),
        url(cast, "import", number=1),
        url(cast, "contacts"),
        url(cast, "contact", pk=contact.pk),
    ):
        assert cast.client(cast.agent).get(address).status_code == 403
        assert cast.client(cast.stranger).get(address).status_code == 404


def test_another_teams_import_or_contact_does_not_exist_here(cast):
    bring_in(cast.other_team, contacts_csv())
    theirs = Contact.objects.get(contact_id="1")
    for address in (
        url(cast, "import", number=1),
        url(cast, "contact", pk=theirs.pk),
        url(cast, "raw", number=1),
    ):
        assert cast.client(cast.planner).get(address).status_code == 404


@pytest.fixture
def many(cast):
    rows = [f"c{n},2024-03-{1 + n % 28:02d} 09:00,{'phone' if n % 2 else 'email'},,{n}" for n in range(120)]
    bring_in(cast.team, "\n".join([HEADER, *rows, ""]))
    return cast


def listed(cast, **asked):
    response = cast.client(cast.planner).get(url(cast, "contacts"), asked)
    assert response.status_code == 200
    return [contact.contact_id for contact in response.context["page"].object_list], response


def test_contacts_are_listed_in_pages_and_found_by_filters(many):
    first, response = listed(many)
    assert (len(first), response.context["page"].paginator.count) == (50, 120)
    assert len(listed(many, page=3)[0]) == 20
    assert listed(many, queue="phone")[1].context["page"].paginator.count == 60
    assert listed(many, q="c11", sort="id")[0] == [
        "c11",
        "c110",
        "c111",
        "c112",
        "c113",
        "c114",
        "c115",
        "c116",
        "c117",
        "c118",
        "c119",
    ]
    assert listed(many, sort="longest")[0][:2] == ["c119", "c118"]
    on_the_third, _response = listed(many, first_on="2024-03-03", last_on="2024-03-03", sort="id")
    assert on_the_third == ["c114", "c2", "c30", "c58", "c86"]
    assert listed(many, progress="answered")[0] == []


@pytest.mark.parametrize(
    "asked",
    [{"sort": "password"}, {"queue": "nobody"}, {"progress": "x"}, {"first_on": "soon"}, {"page": "-3"}],
)
def test_what_is_not_on_the_lists_is_not_asked_of_the_database(many, asked):
    _found, response = listed(many, **asked)
    assert response.context["page"].paginator.count == 120


def test_a_contact_shows_its_times_its_events_and_its_corrections(cast):
    log = (("A", "Created", "2024-03-04T09:00:00+01:00"), ("A", "In progress", "2024-03-04T09:10:00+01:00"))
    bring_in(cast.team, xes(log), name="log.xes")
    bring_in(cast.team, "contact_id,opened_at,queue\nA,2024-03-04 08:30,returns\n")
    found = Contact.objects.get(contact_id="A")
    assert found.opened_at == datetime(2024, 3, 4, 7, 30, tzinfo=UTC)
    shown = page(cast, url(cast, "contact", pk=found.pk))
    assert "In progress" in shown
    assert "40 min" in shown
    corrections = shown.partition("What later files changed")[2]
    assert "returns" in corrections
    assert "4 March 2024, 09:00" in corrections  # in the team's zone
    assert "4 March 2024, 08:30" in corrections


def test_pages_speak_the_reader_s_language_without_failing(cast):
    bring_in(cast.team, contacts_csv("4,never,,,"))
    upload(cast, contacts_csv("9,2024-03-04 10:00,,,"))
    for language in ("zh-hans", "ru"):
        cast.planner.language = language
        cast.planner.save()
        for address in (
            url(cast, "imports"),
            url(cast, "import", number=1),
            url(cast, "import", number=2),
            url(cast, "contacts"),
        ):
            page(cast, address)


def test_an_import_that_was_stopped_says_so_and_goes_on(cast, monkeypatch):
    monkeypatch.setattr("halfhour.ledger.actions.importing.BATCH_ROWS", 10)
    rows = "\n".join(f"{n},2024-03-04 09:00,phone,," for n in range(50))
    upload(cast, f"{HEADER}\n{rows}\n")
    cast.client(cast.planner).post(url(cast, "start", number=1), SHAPE | COLUMNS)
    monkeypatch.setattr("halfhour.jobs.running.REPORT_EVERY_SECONDS", 0)
    job = Job.objects.get()
    stops = iter((False, False, True))
    monkeypatch.setattr("halfhour.jobs.actions.save_progress", lambda **_how: not next(stops))
    run_here(job_id=str(job.id))
    job.refresh_from_db()
    assert (job.state, Contact.objects.count()) == ("cancelled", 30)
    monkeypatch.undo()
    assert "30 contacts are in the ledger already" in page(cast, url(cast, "import", number=1))
    cast.client(cast.planner).post(url(cast, "start", number=1), {"go-on": "1"})
    run_here(job_id=str(Job.objects.latest("created_at").id))
    assert Contact.objects.count() == 50
    assert Import.objects.get().state == ImportState.DONE
