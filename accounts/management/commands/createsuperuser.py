"""Replace Django's createsuperuser: the bank has no superusers."""

from typing import Any

from django.contrib.auth.management.commands import createsuperuser
from django.core.management.base import CommandError


class Command(createsuperuser.Command):
    help = "There are no superusers. Use create_staff."
    requires_system_checks = ()
    requires_migrations_checks = False

    def handle(self, *args: Any, **options: Any) -> None:
        raise CommandError(
            "There are no superusers here. Create a member of staff: "
            "create_staff NAME --name … --role … --kodbox SERIAL"
        )
