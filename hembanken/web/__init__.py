"""What all responses share: public pages, headers, health, logging and the concurrency limit."""
