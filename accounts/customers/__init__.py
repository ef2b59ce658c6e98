"""Who the customers are: registered, found, written to, and closed."""
