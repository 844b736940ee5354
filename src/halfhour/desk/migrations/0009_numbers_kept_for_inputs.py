import django.db.models.deletion
from django.db import migrations, models

COUNTS_FROM_DESKS = """
INSERT INTO desk_ticketcount (team_id, last_number) SELECT team_id, last_number FROM desk_desksettings
"""
DESKS_FROM_COUNTS = """
UPDATE desk_desksettings SET last_number =
    (SELECT last_number FROM desk_ticketcount WHERE desk_ticketcount.team_id = desk_desksettings.team_id)
WHERE team_id IN (SELECT team_id FROM desk_ticketcount)
"""


class Migration(migrations.Migration):
    """Ticket numbers are counted on a row of their own, and kept by the inputs that become tickets."""

    dependencies = [
        ("people", "0001_people"),
        ("desk", "0008_files_of_inputs"),
    ]

    operations = [
        migrations.AddField(
            model_name="rawinput",
            name="number",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="TicketCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("last_number", models.PositiveIntegerField(default=0)),
                (
                    "team",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ticket_count",
                        to="people.team",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(COUNTS_FROM_DESKS, DESKS_FROM_COUNTS),
        migrations.RemoveField(model_name="desksettings", name="last_number"),
    ]
