"""Create proposals."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import hembanken.staff.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Proposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("model", models.CharField(max_length=60)),
                ("row", models.CharField(max_length=60)),
                ("action", models.CharField(max_length=40)),
                ("arguments", models.JSONField(default=dict)),
                ("summary", models.CharField(max_length=200, verbose_name="förslag")),
                ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="föreslaget")),
                (
                    "expires_at",
                    models.DateTimeField(
                        default=hembanken.staff.models.expiry, verbose_name="gäller till"
                    ),
                ),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[("approved", "godkänt"), ("refused", "avslaget")],
                        max_length=8,
                        verbose_name="beslut",
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True, verbose_name="beslutat")),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="beslutat av",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="föreslaget av",
                    ),
                ),
            ],
            options={
                "verbose_name": "förslag",
                "verbose_name_plural": "förslag",
                "indexes": [
                    models.Index(fields=["decision", "-made_at", "id"], name="proposal_by_decision")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decision", "approved"), _negated=True),
                            models.Q(("decided_by", models.F("made_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="proposal_approved_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_by", None), ("decision", "")),
                            models.Q(
                                models.Q(("decision", ""), _negated=True),
                                models.Q(("decided_by", None), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="proposal_decided_by_somebody",
                    ),
                ],
            },
        ),
    ]
