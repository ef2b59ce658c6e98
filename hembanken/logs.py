"""What the log says of requests that were refused."""

import logging


class ShortenRefusals(logging.Filter):
    """Tell a refused request in one line: its traceback is the client's doing and says nothing."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", 500) < 500:
            record.exc_info = record.exc_text = None
        return True
