"""The password reset (Skapa nytt lösenord): a code gives a temporary password, shown once."""
