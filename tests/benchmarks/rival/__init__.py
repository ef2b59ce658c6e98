"""What a bank could take instead: a plain Django site with django-two-factor-auth."""
