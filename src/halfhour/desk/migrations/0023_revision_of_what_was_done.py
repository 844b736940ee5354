from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F


def nothing_was_only_said(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("desk", "Ticket").objects.update(done_revision=F("revision"))


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0022_drafts_of_merges"),
    ]

    operations = [
        migrations.AddField(
            model_name="ticket",
            name="done_revision",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.RunPython(nothing_was_only_said, migrations.RunPython.noop),
    ]
