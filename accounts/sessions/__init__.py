"""The sessions of customers who are logged in: how long they last, and how they end."""
