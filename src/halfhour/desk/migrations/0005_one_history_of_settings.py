"""What was changed about routing stands with all other changes of settings."""

from django.db import migrations
from django.utils.dateparse import parse_datetime


def move_history(apps, schema_editor):
    users = set(apps.get_model("people", "User").objects.values_list("id", flat=True))
    kept = apps.get_model("people", "SettingChange")
    for settings in apps.get_model("desk", "DeskSettings").objects.exclude(routing={}).order_by("id"):
        history = settings.routing.pop("history", [])
        kept.objects.bulk_create(
            kept(
                team_id=settings.team_id,
                part="routing",
                by_id=each["by"] if each["by"] in users else None,
                at=parse_datetime(each["at"]),
                changes={name: [before, after] for name, before, after in each["changes"]},
            )
            for each in reversed(history)
        )
        settings.save(update_fields=["routing"])


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0004_deadlines_of_processes"),
        ("people", "0002_changes_of_settings"),
    ]

    operations = [migrations.RunPython(move_history, migrations.RunPython.noop)]
