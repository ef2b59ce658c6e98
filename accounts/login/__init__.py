"""The login: its steps, the state of a login under way, and the redirects between its pages."""
