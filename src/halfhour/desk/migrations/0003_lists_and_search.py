import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

POSTGRESQL = (
    """
    ALTER TABLE desk_tickettext ADD COLUMN document tsvector
    GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words, ' '))) STORED
    """,
    "CREATE INDEX desk_tickettext_document ON desk_tickettext USING gin (document)",
)
# The table of FTS5 keeps no text of its own; triggers let it follow the rows.
SQLITE = (
    """
    CREATE VIRTUAL TABLE desk_tickettext_words USING fts5(
        words, content='desk_tickettext', content_rowid='ticket_id', tokenize="unicode61 remove_diacritics 0"
    )
    """,
    """
    CREATE TRIGGER desk_tickettext_added AFTER INSERT ON desk_tickettext BEGIN
        INSERT INTO desk_tickettext_words(rowid, words) VALUES (new.ticket_id, new.words);
    END
    """,
    """
    CREATE TRIGGER desk_tickettext_removed AFTER DELETE ON desk_tickettext BEGIN
        INSERT INTO desk_tickettext_words(desk_tickettext_words, rowid, words)
        VALUES ('delete', old.ticket_id, old.words);
    END
    """,
    """
    CREATE TRIGGER desk_tickettext_changed AFTER UPDATE ON desk_tickettext BEGIN
        INSERT INTO desk_tickettext_words(desk_tickettext_words, rowid, words)
        VALUES ('delete', old.ticket_id, old.words);
        INSERT INTO desk_tickettext_words(rowid, words) VALUES (new.ticket_id, new.words);
    END
    """,
)


def make_index(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, params=None)


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE desk_tickettext DROP COLUMN document", params=None)
        return
    for name in ("added", "removed", "changed"):
        schema_editor.execute(f"DROP TRIGGER desk_tickettext_{name}", params=None)
    schema_editor.execute("DROP TABLE desk_tickettext_words", params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0001_customers"),
        ("desk", "0002_outgoing"),
        ("people", "0001_people"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="TicketText",
            fields=[
                (
                    "ticket",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="words",
                        serialize=False,
                        to="desk.ticket",
                    ),
                ),
                ("words", models.TextField(blank=True, default="")),
            ],
            options={
                "ordering": ("ticket",),
            },
        ),
        migrations.RemoveIndex(
            model_name="ticket",
            name="ticket_by_change",
        ),
        migrations.RemoveIndex(
            model_name="ticket",
            name="ticket_by_change_all",
        ),
        migrations.RemoveIndex(
            model_name="ticket",
            name="ticket_by_opening",
        ),
        migrations.RemoveIndex(
            model_name="ticket",
            name="ticket_of_assignee",
        ),
        migrations.RemoveField(
            model_name="ticket",
            name="search",
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(
                    (
                        "state__in",
                        ["new", "open", "waiting_on_customer", "waiting_on_third_party", "scheduled"],
                    )
                ),
                fields=["team", "due_at", "id"],
                name="list_by_due",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(
                    (
                        "state__in",
                        ["new", "open", "waiting_on_customer", "waiting_on_third_party", "scheduled"],
                    )
                ),
                fields=["team", "changed_at", "id"],
                name="list_by_change",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(
                    (
                        "state__in",
                        ["new", "open", "waiting_on_customer", "waiting_on_third_party", "scheduled"],
                    )
                ),
                fields=["team", "opened_at", "id"],
                name="list_by_opening",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(
                    (
                        "state__in",
                        ["new", "open", "waiting_on_customer", "waiting_on_third_party", "scheduled"],
                    )
                ),
                fields=["team", "-priority_rank", "opened_at", "id"],
                name="list_by_priority",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(
                    (
                        "state__in",
                        ["new", "open", "waiting_on_customer", "waiting_on_third_party", "scheduled"],
                    )
                ),
                fields=["team", "assignee", "due_at", "id"],
                name="list_of_assignee",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["team", "due_at", "id"], name="all_by_due"),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["team", "changed_at", "id"], name="all_by_change"),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["team", "opened_at", "id"], name="all_by_opening"),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["team", "-priority_rank", "opened_at", "id"], name="all_by_priority"),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["team", "assignee", "changed_at", "id"], name="all_of_assignee"),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["team", "category", "changed_at", "id"], name="all_of_category"),
        ),
        migrations.RunPython(make_index, drop_index),
    ]
