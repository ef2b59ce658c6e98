"""What the ORM lacks: compiled queries, triggers, and search by prefix."""
