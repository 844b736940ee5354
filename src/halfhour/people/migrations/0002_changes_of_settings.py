import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_people"),
    ]

    operations = [
        migrations.CreateModel(
            name="SettingChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("part", models.CharField(max_length=30)),
                ("name", models.CharField(blank=True, default="", max_length=200)),
                ("at", models.DateTimeField()),
                ("changes", models.JSONField()),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="setting_changes",
                        to="people.team",
                    ),
                ),
            ],
            options={
                "ordering": ("team", "-at", "-id"),
                "indexes": [
                    models.Index(fields=["team", "-at", "-id"], name="setting_change_by_time"),
                ],
            },
        ),
    ]
