"""The peer: django-helpdesk 2.6 on PostgreSQL, set up as its documentation says, with the same desk in it.

This is its settings module as well. Mail goes to a server that keeps nothing, where there is one; teams (an
extra of its own) and DEBUG are off; everything else is as it comes. What is here runs in the process that
`_beside.Application` starts.
"""

import base64
import json
import os
import sys
from typing import Any
from urllib.parse import quote

from _beside import timed
from _made_up import AGENTS, QUEUES, state_sql, texts

SETTINGS = "_helpdesk"

SECRET_KEY = "only for benchmarks"
DEBUG = False
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sites",
    "django.contrib.humanize",
    "helpdesk",
    "rest_framework",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "_helpdesk_urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
if os.environ.get("DJANGO_SETTINGS_MODULE") == SETTINGS:
    import environ

    DATABASES = {"default": environ.Env().db_url_config(os.environ["DATABASE_URL"])}
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
USE_TZ = True
SITE_ID = 1
STATIC_URL = "/static/"
EMAIL_PORT = int(os.environ.get("MAIL_PORT", "0"))
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_PORT else 'dummy'}.EmailBackend"
HELPDESK_TEAMS_MODE_ENABLED = False
# Its API logs in by session or by name and password; hashing one at each request would measure that.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

AGENT = "agent1"
OPEN, REOPENED = 1, 2
COLUMNS = {"created": 5, "due_date": 6}  # of its table, as its page asks for an order
STATUS = "CASE state WHEN 'resolved' THEN 3 WHEN 'closed' THEN 4 ELSE 1 + (r4 > 0.9)::int END"
TICKETS = """
INSERT INTO helpdesk_ticket (title, created, modified, submitter_email, status, on_hold, description,
    resolution, priority, due_date, assigned_to_id, queue_id, secret_key)
SELECT left(body, 50), opened, opened + interval '3 days' * r4,
    'person' || (1 + floor(r2 * {customers})::int) || '@example.org', {status},
    state IN ('waiting_on_customer', 'waiting_on_third_party', 'scheduled'), body,
    CASE WHEN state IN ('resolved', 'closed') THEN 'Done.' END, 1 + floor(r5 * 4.99)::int,
    CASE WHEN state IN ('new', 'open') THEN now() + interval '5 days' * (r4 - 0.2) END,
    CASE WHEN n % 4 < 2 AND (r1 < 0.02 OR r2 < 0.05) THEN NULL
        ELSE {first_agent} + floor(r5 * {agents})::int END,
    {first_queue} + floor(r3 * {queue_count})::int, md5(n::text)
FROM (
    SELECT *, {state} AS state
    FROM (
        SELECT n, random() AS r1, random() AS r2, random() AS r3, random() AS r4, random() AS r5,
            now() - interval '2 years' * (1 - n / ({last} + 1.0)) AS opened
        FROM generate_series({first}, {last}) n
    ) drawn
) drawn JOIN bench_text ON place = (n * 7919::bigint) % {pool};
INSERT INTO helpdesk_followup (ticket_id, date, title, comment, public, user_id)
SELECT id, created + said * interval '3 hours', 'Comment', body, true,
    CASE WHEN said % 2 = 1 THEN assigned_to_id END
FROM helpdesk_ticket, generate_series(1, CASE WHEN id % 3 = 0 THEN id % 6 ELSE 0 END) said
JOIN bench_text ON true
WHERE id BETWEEN {first} AND {last} AND place = (id * 7919::bigint + said) % {pool}
"""


def serve_command(port: int) -> list[str]:
    """The same server as ours."""
    options = ["--port", str(port), "--log-level", "warning", "--no-access-log"]
    return [sys.executable, "-m", "uvicorn", "_helpdesk_served:application", *options]


def environment(*, mail_port: int, redis_url: str) -> dict[str, str]:
    """It has no use for Redis."""
    return {"MAIL_PORT": str(mail_port)}


def prepare() -> None:
    """Tables, its usual mail texts, queues, and two hundred staff."""
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from helpdesk.models import Queue, UserSettings

    call_command("migrate", verbosity=0)
    call_command("loaddata", "emailtemplate", verbosity=0)
    for name in QUEUES:
        Queue.objects.create(title=name, slug=name, allow_public_submission=True)
    for number in range(AGENTS):
        user = User(username=f"agent{number + 1}", is_staff=True, email=f"agent{number + 1}@example.org")
        user.set_password("bench")
        user.save()
        UserSettings.objects.get_or_create(user=user)


def fill(tickets: int) -> None:
    """As many tickets as that; those there are stay."""
    from django.contrib.auth.models import User
    from django.db import connection
    from django.db.models import Max
    from helpdesk.models import Queue, Ticket

    pool = texts()
    values: dict[str, Any] = {
        "first": (Ticket.objects.aggregate(most=Max("id"))["most"] or 0) + 1,
        "last": tickets,
        "customers": tickets // 5,
        "first_agent": User.objects.get(username=AGENT).pk,
        "agents": AGENTS,
        "first_queue": Queue.objects.order_by("id").values_list("id", flat=True).first(),
        "queue_count": len(QUEUES),
        "pool": len(pool),
        "state": state_sql("r1", tickets),
        "status": STATUS,
    }
    with connection.cursor() as cursor:
        cursor.execute("CREATE UNLOGGED TABLE IF NOT EXISTS bench_text (place int PRIMARY KEY, body text)")
        cursor.executemany(
            "INSERT INTO bench_text VALUES (%s, %s) ON CONFLICT DO NOTHING", list(enumerate(pool))
        )
        cursor.execute("SELECT setseed(0.5)")
        for statement in TICKETS.format(**values).split(";"):
            cursor.execute(statement)
        cursor.execute("VACUUM ANALYZE")


_client: list[Any] = []


def client() -> Any:
    """Django's client, logged in as staff."""
    from django.contrib.auth.models import User
    from django.test import Client

    if not _client:
        _client.append(Client())
        _client[0].force_login(User.objects.get(username=AGENT))
    return _client[0]


def list_path(sort: str = "due_date", queues: list[str] = (), **filtering: Any) -> str:  # type: ignore[assignment]
    """Where its list gets its rows from, fifty at a time, with what its page lets one choose."""
    from helpdesk.models import Queue

    if queues:
        chosen = Queue.objects.filter(title__in=queues).order_by("id")
        filtering["queue__id__in"] = list(chosen.values_list("id", flat=True))
    query = {
        "filtering": filtering,
        "filtering_null": {},
        "sorting": sort,
        "sortreverse": None,
        "search_string": "",
    }
    named = base64.b64encode(json.dumps(query).encode()).decode()
    order = f"order[0][column]={COLUMNS[sort]}&order[0][dir]=asc"
    return f"/datatables_ticket_list/{quote(named)}?draw=1&start=0&length=50&{order}"


def ask(path: str, times: int, lines: int = 0) -> list[float]:
    """Milliseconds of each answer to GET; `lines` is how many tickets it has to list."""
    answer = client().get(path)
    assert answer.status_code == 200, (path, answer.status_code, answer.content[:2000])
    assert not lines or len(json.loads(answer.content)["data"]) == lines, path
    return timed(lambda: client().get(path), times)


def busy_ticket(messages: int) -> int:
    """A ticket on which much was said; its id."""
    from django.contrib.auth.models import User
    from helpdesk.models import FollowUp, Queue, Ticket

    said = texts(messages, words=60)
    agent, queue = User.objects.get(username=AGENT), Queue.objects.order_by("id").first()
    ticket = Ticket.objects.create(
        title="A long story", queue=queue, description=said[0], submitter_email="person1@example.org"
    )
    FollowUp.objects.bulk_create(
        FollowUp(
            ticket=ticket,
            title="Comment",
            comment=text,
            public=number % 3 > 0,
            user=agent if number % 2 else None,
        )
        for number, text in enumerate(said[1:])
    )
    return int(ticket.pk)


def ask_once(path: str) -> float:
    """Milliseconds of one answer, the first."""
    found: list[Any] = []
    (took,) = timed(lambda: found.append(client().get(path)), 1)
    assert found[0].status_code == 200, (path, found[0].status_code)
    return took


def session() -> dict[str, str]:
    """What a client of the served application is known by: a session, and the token that forms go with."""
    token = "a" * 32
    cookies = f"sessionid={client().cookies['sessionid'].value}; csrftoken={token}"
    return {"Cookie": cookies, "X-CSRFToken": token}
