"""Two requests in a fixed order: one is sent while another is about to be checked."""

from accounts.credentials import authentication


def send_before(monkeypatch, send, module=authentication, name="check_code"):
    """Call `send` once, just before the next call of a function."""
    real = getattr(module, name)

    def overtaken(*args, **options):
        monkeypatch.setattr(module, name, real)
        send()
        return real(*args, **options)

    monkeypatch.setattr(module, name, overtaken)
