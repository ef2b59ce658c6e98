"""What every response has: pages, headers, health, logging, and a limit on concurrency."""
