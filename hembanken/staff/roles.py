"""What each role of the staff may do, given by migrations."""

from collections.abc import Mapping

from django.contrib.auth.management import create_permissions
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython
from django.db.migrations.state import StateApps


def give(roles: Mapping[str, tuple[str, ...]]) -> RunPython:
    """Return the migration step that gives each group its permissions (``app.codename``)."""

    def install(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        for app in apps.get_app_configs():
            app.models_module = True  # type: ignore[assignment]  # Else it counts as empty.
            create_permissions(app, apps=apps, verbosity=0)
        groups, known = (apps.get_model("auth", name).objects for name in ("Group", "Permission"))
        for name, permissions in roles.items():
            group, _is_new = groups.get_or_create(name=name)
            for label, codename in (each.split(".") for each in permissions):
                group.permissions.add(known.get(content_type__app_label=label, codename=codename))

    return RunPython(install, RunPython.noop)
