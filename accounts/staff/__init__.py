"""The bank's staff: login, admin site, dashboard and customer overview."""
