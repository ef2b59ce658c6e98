"""The alternative for a bank: a plain Django site with django-two-factor-auth."""
