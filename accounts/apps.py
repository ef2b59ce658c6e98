"""The customers and the login as an app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who the customer is, and the login."""

    name = "accounts"
    verbose_name = "Kunder"
