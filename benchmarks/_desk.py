"""Our desk as benchmarks use it: filled by the hundred thousand, asked through Django's client.

Nothing in it waits for the clockwork: what is resolved is not to be closed yet, nobody is to be asked for a
rating, and what nobody holds came in writing. What is here runs in the process that `_beside.Application`
starts; Django is imported inside, for the benchmark's own process reads the constants only.
"""

import sys
from itertools import cycle
from pathlib import Path
from typing import Any

from _beside import timed
from _made_up import AGENTS, CATEGORIES, QUEUES, TAGS, labelled_texts, state_sql, texts, vocabulary

SETTINGS = "halfhour.settings"
TEAM = "desk"
AGENT, LEAD = "agent1", "lead"
ALL_SCOPES = ("tickets:read", "tickets:write", "customers:read", "customers:write", "board")
BULK = (
    "desk_ticket",
    "desk_message",
    "desk_ticketevent",
    "desk_ticket_tags",
    "desk_tickettext",
    "desk_promiserecord",
    "desk_outgoing",
    "customers_customer",
    "customers_address",
)  # their indexes are made anew behind the rows

POOL_TABLE = """
CREATE UNLOGGED TABLE IF NOT EXISTS bench_text (place int PRIMARY KEY, body text, words text)
"""
CUSTOMERS = """
INSERT INTO customers_customer (team_id, number, name, search_name, tier, language, timezone, fields, consent,
    consent_how, revision, created_at)
SELECT {team}, n, 'Person ' || n, 'person ' || n, (ARRAY['standard', 'premium'])[1 + (n % 10 = 0)::int],
    'en', '', '{{}}', 'unknown', '', 1, now() - interval '2 years'
FROM generate_series({first_customer}, {last_customer}) n;
INSERT INTO customers_address (team_id, customer_id, kind, value, normalised, added_at)
SELECT {team}, id, 'email', 'person' || number || '@example.org', 'person' || number || '@example.org',
    created_at
FROM customers_customer WHERE team_id = {team} AND number BETWEEN {first_customer} AND {last_customer}
"""
TICKETS = """
INSERT INTO desk_ticket (team_id, number, subject, state, channel, queue, language, category, priority,
    priority_rank, complexity, tier, signals, triage, fields, weight, assigned_by_person, assigned_at,
    segment, unassigned_why, wakes_at, wakes_to, link_version, revision, done_revision, opened_at, changed_at,
    first_answered_at, resolved_at, closed_at, reopened, customer_wrote_at, due_at, due_measure,
    first_due_at, resolution_due_at, handle_seconds, assignee_id, customer_id)
SELECT {team}, n, left(body, 50), state, (ARRAY['email', 'form', 'chat', 'phone'])[1 + n % 4],
    ({queues})[1 + floor(r3 * {queue_count})::int], 'en',
    ({categories})[1 + floor(r4 * {category_count})::int],
    (ARRAY['low', 'normal', 'high', 'urgent'])[1 + rank], rank,
    (ARRAY['standard', 'complex'])[1 + (r3 > 0.8)::int], 'standard', '[]',
    '{{"category": {{"value": "topic", "by": "rule"}}}}', '{{}}', 1, false,
    CASE WHEN holder IS NOT NULL THEN opened + interval '1 hour' END,
    CASE WHEN holder IS NOT NULL THEN 'user-' || holder ELSE 'unassigned' END, '{{}}',
    CASE WHEN state = 'scheduled' THEN now() + interval '1 day' + interval '5 days' * r2 END,
    CASE WHEN state = 'scheduled' THEN 'open' ELSE '' END, 1, 3, 3, opened, opened + interval '3 days' * r4,
    CASE WHEN state <> 'new' THEN opened + interval '8 hours' * r2 END,
    CASE state WHEN 'resolved' THEN now() - interval '3 days' * r3
        WHEN 'closed' THEN opened + interval '2 days' END,
    CASE WHEN state = 'closed' THEN opened + interval '6 days' END, 0, opened,
    CASE WHEN state IN ('new', 'open') THEN now() + interval '5 days' * (r4 - 0.2) END,
    CASE WHEN state IN ('new', 'open') THEN 'first_answer' ELSE '' END,
    CASE WHEN state = 'new' THEN now() + interval '5 days' * (r4 - 0.2) END, NULL, 300 * r2, holder,
    {first_person} + floor(r2 * {customers})::int
FROM (
    SELECT *, {state} AS state,
        CASE WHEN n % 4 < 2 AND (r1 < 0.02 OR r2 < 0.05) THEN NULL
             ELSE {first_agent} + floor(r5 * {agents})::int END AS holder,
        floor(r5 * 3.99)::int AS rank
    FROM (
        SELECT n, random() AS r1, random() AS r2, random() AS r3, random() AS r4, random() AS r5,
            now() - interval '2 years' * (1 - n / ({last} + 1.0)) AS opened
        FROM generate_series({first}, {last}) n
    ) drawn
) drawn JOIN bench_text ON place = (n * 7919::bigint) % {pool}
"""
BESIDE_TICKETS = """
INSERT INTO desk_message (
    ticket_id, kind, author_id, customer_id, text, html, mentions, at, stamp, not_delivered
)
SELECT id, CASE WHEN said % 2 = 0 THEN 'customer' ELSE 'reply' END,
    CASE WHEN said % 2 = 1 THEN assignee_id END,
    CASE WHEN said % 2 = 0 THEN customer_id END, body, '', '[]', opened_at + said * interval '3 hours', '', ''
FROM desk_ticket, generate_series(0, CASE WHEN number % 3 = 0 THEN number % 6 ELSE 0 END) said
JOIN bench_text ON true
WHERE team_id = {team} AND number BETWEEN {first} AND {last}
    AND place = (number * 7919::bigint + said) % {pool};
INSERT INTO desk_ticketevent (ticket_id, at, kind, actor, state, segment, judged, facts, reason, key)
SELECT id, opened_at, 'opened', 'customer', '', 'unassigned',
    jsonb_build_object('channel', channel, 'priority', priority, 'complexity', complexity, 'tier', tier,
        'category', category), '{{}}', '{{}}', ''
FROM desk_ticket WHERE team_id = {team} AND number BETWEEN {first} AND {last};
INSERT INTO desk_ticketevent (ticket_id, at, kind, actor, state, segment, judged, facts, reason, key)
SELECT id, assigned_at, 'handed', 'halfhour', '', segment, '{{}}', '{{}}', '{{}}', ''
FROM desk_ticket WHERE team_id = {team} AND number BETWEEN {first} AND {last} AND assignee_id IS NOT NULL;
INSERT INTO desk_ticket_tags (ticket_id, tag_id)
SELECT id, {first_tag} + (number / 3 + which * 7) % {tags} FROM desk_ticket, generate_series(0, 1) which
WHERE team_id = {team} AND number BETWEEN {first} AND {last} AND number % 3 = 0;
INSERT INTO desk_tickettext (ticket_id, words)
SELECT ticket.id, number || ' person ' || (customer_id - {first_person} + 1) || ' ' || words
FROM desk_ticket ticket JOIN bench_text ON place = (number * 7919::bigint) % {pool}
WHERE team_id = {team} AND number BETWEEN {first} AND {last};
INSERT INTO desk_promiserecord (ticket_id, queue, made_at, from_at, by_at, chance, line, reasons,
    told_by_mail, answered_at, was_kept, is_void)
SELECT id, queue, opened_at, opened_at, opened_at + interval '8 hours', 0.9, '{{}}', '[]', true,
    opened_at + interval '4 hours', true, false
FROM desk_ticket WHERE team_id = {team} AND number BETWEEN {first} AND {last};
INSERT INTO desk_outgoing (ticket_id, kind, key, facts, state, tries, next_try_at, why, made_at, sent_at)
SELECT id, 'received', id || '-received-', '{{}}', 'sent', 1, opened_at, '', opened_at, opened_at
FROM desk_ticket WHERE team_id = {team} AND number BETWEEN {first} AND {last};
INSERT INTO desk_ticketcount (team_id, last_number) VALUES ({team}, {last})
    ON CONFLICT (team_id) DO UPDATE SET last_number = {last};
UPDATE customers_customersettings SET last_number = {last_customer} WHERE team_id = {team}
"""


def serve_command(port: int) -> list[str]:
    """The pages and the worker beside them, as people run them."""
    return [str(Path(sys.executable).with_name("halfhour")), "serve", "--port", str(port)]


def environment(*, mail_port: int, redis_url: str) -> dict[str, str]:
    return {
        "REDIS_URL": redis_url,
        "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
        "API_REQUESTS_PER_MINUTE": "1000000",  # nobody is to be kept waiting by the rate limit
    }


def prepare() -> str:
    """Tables, a team of two hundred, and a key to the API, which is given back."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, skip_checks=True)
    from django.utils import timezone

    from halfhour.api.tokens import make_token
    from halfhour.customers.models import CustomerSettings
    from halfhour.desk.models import DeskSettings, Tag
    from halfhour.people.models import Member, Role, Team, TeamVersion, User
    from halfhour.people.teamfile import document_from_team, parse_team

    at = timezone.now()
    team = Team.objects.create(slug=TEAM, name="Desk")
    settings = document_from_team(parse_team(team_file(), "team.toml"))
    TeamVersion.objects.create(team=team, number=1, document=settings, changed_at=at, note="")
    DeskSettings.objects.create(team=team, categories=list(CATEGORIES), asks_for_rating=False)
    CustomerSettings.objects.create(team=team)
    Tag.objects.bulk_create(Tag(team=team, name=name) for name in TAGS)
    people = User.objects.bulk_create(
        User(username=name, first_name=name.capitalize(), language="en", timezone="Europe/Berlin")
        for name in [*(f"agent{number + 1}" for number in range(AGENTS)), LEAD]
    )
    Member.objects.bulk_create(
        Member(
            team=team,
            user=user,
            role=Role.LEAD if user.username == LEAD else Role.AGENT,
            agent_name="" if user.username == LEAD else user.username.capitalize(),
        )
        for user in people
    )
    _token, secret = make_token(
        team=team, user=people[-1], name="bench", scopes=ALL_SCOPES, by=people[-1], at=at
    )
    return secret


def team_file() -> str:
    names = ", ".join(f'"Agent{number + 1}"' for number in range(AGENTS))
    channels = {"email": "email", "form": "form", "chat": "chat", "phone": "phone"}
    queues = "".join(
        f'[[queue]]\nname = "{name}"\nchannel = "{channels.get(name, "email")}"\n'
        f'goal = {{ share = 0.8, within = "{"30 s" if name in ("chat", "phone") else "8 h"}" }}\n'
        f'skills = ["general"]\n\n'
        for name in QUEUES
    )
    return (
        '[team]\nname = "Desk"\ntimezone = "Europe/Berlin"\ncountry = "DE"\n\n'
        '[hours]\nmon-fri = "08:00-18:00"\n\n'
        f'{queues}[[agent]]\nnames = [{names}]\nskills = ["general"]\nweekly_hours = 40\n'
    )


def fill(tickets: int) -> None:
    """As many tickets as that, with all that hangs on them; those there are stay."""
    from django.db import connection
    from django.db.models import Max

    from halfhour.customers.models import Customer
    from halfhour.desk.models import Tag, Ticket
    from halfhour.desk.words import words_of
    from halfhour.people.models import Team, User

    team = Team.objects.get(slug=TEAM).pk
    known = Ticket.objects.filter(team=team).aggregate(most=Max("number"))["most"] or 0
    people = Customer.objects.filter(team=team).aggregate(most=Max("number"))["most"] or 0
    pool = texts()
    first_person = Customer.objects.order_by("id").values_list("id", flat=True).first() or 1
    values: dict[str, Any] = {
        "team": team,
        "first": known + 1,
        "last": tickets,
        "first_customer": people + 1,
        "last_customer": tickets // 5,
        "customers": tickets // 5,
        "first_person": first_person,
        "first_agent": User.objects.get(username=AGENT).pk,
        "agents": AGENTS,
        "first_tag": Tag.objects.order_by("id").values_list("id", flat=True).first(),
        "tags": len(TAGS),
        "queues": f"ARRAY{list(QUEUES)}",
        "queue_count": len(QUEUES),
        "categories": f"ARRAY{list(CATEGORIES)}",
        "category_count": len(CATEGORIES),
        "pool": len(pool),
        "state": state_sql("r1", tickets),
    }
    with connection.cursor() as cursor:
        cursor.execute(POOL_TABLE)
        cursor.execute("SELECT count(*) FROM bench_text")
        if not cursor.fetchone()[0]:
            rows = [(place, text, " ".join(words_of([text]))) for place, text in enumerate(pool)]
            cursor.executemany("INSERT INTO bench_text VALUES (%s, %s, %s)", rows)
        cursor.execute("SELECT setseed(0.5)")
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute("SET session_replication_role = replica")  # the rows are right: no key is looked up
        again = without_indexes(cursor, BULK)
        statements = ";".join((CUSTOMERS, TICKETS, BESIDE_TICKETS)).format(**values).split(";")
        for statement in [*statements, *again, "SET session_replication_role = DEFAULT"]:
            cursor.execute(statement)
        cursor.execute("VACUUM ANALYZE")


def without_indexes(cursor: Any, tables: tuple[str, ...]) -> list[str]:
    """Drop the indexes that no constraint needs; what makes them again."""
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND schemaname = 'public'"
        " AND indexname NOT IN (SELECT conname FROM pg_constraint)",
        [list(tables)],
    )
    found = cursor.fetchall()
    for name, _definition in found:
        cursor.execute(f'DROP INDEX "{name}"')
    return [definition for _name, definition in found]


def learn() -> None:
    """What triage has to do: twenty rules, and a classifier that knows the categories."""
    from django.utils import timezone

    from halfhour.desk.adapter.learning import learned
    from halfhour.desk.models import TrainedClassifier, TriageRules
    from halfhour.engine.triage import Example
    from halfhour.people.models import Team

    team, at, words = Team.objects.get(slug=TEAM), timezone.now(), vocabulary()
    rules = [
        {
            "name": f"rule {number}",
            "when": [{"kind": "words", "any_of": words[1000 + 3 * number : 1003 + 3 * number]}],
            "sets": {"queue": QUEUES[number % len(QUEUES)]},
        }
        for number in range(20)
    ]
    TriageRules.objects.create(team=team, number=1, document={"rules": rules}, changed_at=at)
    examples = [Example(text=text, label=label) for text, label in labelled_texts(CATEGORIES)]
    found = learned(examples)
    assert found.data is not None, found.reasons
    TrainedClassifier.objects.create(
        team=team,
        field="category",
        number=1,
        data=found.data,
        examples=len(examples),
        measures=found.measures,
        trained_at=at,
    )


def busy_ticket(messages: int) -> int:
    """A ticket on which much was said, with all that hangs on such a one; its number."""
    from datetime import timedelta

    from django.utils import timezone

    from halfhour.customers.models import Customer
    from halfhour.desk.actions.assigning import assign_ticket
    from halfhour.desk.actions.conversation import add_note, customer_wrote, reply
    from halfhour.desk.actions.opening import NewTicket, open_new_ticket
    from halfhour.desk.models import ChecklistItem, TicketLink
    from halfhour.people.models import Team, User

    team, agent = Team.objects.get(slug=TEAM), User.objects.get(username=AGENT)
    at = timezone.now() - timedelta(days=10)
    said = texts(messages, words=60)
    new = NewTicket(
        channel="email",
        queue="email",
        text=said[0],
        subject="A long story",
        customer=Customer.objects.filter(team=team).order_by("-number").first(),
        tags=TAGS[:3],
    )
    ticket = open_new_ticket(team=team, new=new, by=None, at=at)
    assign_ticket(ticket=ticket, to=agent, by=agent, at=at)
    for number, text in enumerate(said[1:], 1):
        at += timedelta(hours=3)
        if number % 3 == 0:
            add_note(ticket=ticket, text=text, by=agent, at=at)
        elif number % 3 == 1:
            reply(ticket=ticket, text=text, by=agent, at=at)
        else:
            customer_wrote(ticket=ticket, text=text, at=at)
    ChecklistItem.objects.bulk_create(
        ChecklistItem(ticket=ticket, text=f"Step {place}", position=place) for place in range(5)
    )
    TicketLink.objects.bulk_create(
        TicketLink(source=ticket, target_id=other, at=at) for other in range(ticket.pk - 3, ticket.pk)
    )
    return ticket.number


_clients: dict[str, Any] = {}


def client_of(username: str) -> Any:
    """Django's client, logged in."""
    from django.test import Client

    from halfhour.people.models import User

    if username not in _clients:
        _clients[username] = Client(SERVER_NAME="localhost")
        _clients[username].force_login(User.objects.get(username=username))
    return _clients[username]


def sessions() -> list[str]:
    """Cookies of all agents and their lead, who comes last."""
    from django.conf import settings

    everybody = [*(f"agent{number + 1}" for number in range(AGENTS)), LEAD]
    name = settings.SESSION_COOKIE_NAME
    return [f"{name}={client_of(person).cookies[name].value}" for person in everybody]


def ask(
    paths: list[str], times: int, person: str = AGENT, key: str = "", htmx: bool = False, lines: int = 0
) -> list[float]:
    """Milliseconds of each answer to GET, by a person's session or a key; the paths in turn.

    `lines` is how many tickets each has to list.
    """
    from django.test import Client

    client = Client(SERVER_NAME="localhost") if key else client_of(person)
    headers = {"authorization": f"Bearer {key}"} if key else {"hx-request": "true"} if htmx else {}
    for path in paths:
        answer = client.get(path, headers=headers)
        assert answer.status_code == 200, (path, answer.status_code, answer.content[:2000])
        assert not lines or answer.content.count(b'<li class="row"') == lines, path
    turn = cycle(paths)
    return timed(lambda: client.get(next(turn), headers=headers), times)


def look(path: str, person: str = AGENT, key: str = "", htmx: bool = False) -> dict[str, Any]:
    """One answer: how long it is, and the queries it took with their milliseconds."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="localhost") if key else client_of(person)
    headers = {"authorization": f"Bearer {key}"} if key else {"hx-request": "true"} if htmx else {}
    client.get(path, headers=headers)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path, headers=headers)
    return {
        "status": answer.status_code,
        "length": len(answer.content),
        "queries": [(each["time"], each["sql"]) for each in queries.captured_queries],
    }
