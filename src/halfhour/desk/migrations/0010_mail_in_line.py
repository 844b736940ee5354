from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0009_numbers_kept_for_inputs"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="outgoing",
            name="mail_waiting",
        ),
        migrations.AddIndex(
            model_name="outgoing",
            index=models.Index(
                condition=models.Q(("state", "waiting")), fields=["next_try_at", "id"], name="mail_in_line"
            ),
        ),
    ]
