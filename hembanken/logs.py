"""What the log says of requests that were refused."""

import logging


class ShortenRefusals(logging.Filter):
    """Tell a request that was refused or found no turn in one line: its traceback says nothing."""

    def filter(self, record: logging.LogRecord) -> bool:
        status = getattr(record, "status_code", 500)
        if status < 500 or status == 503:
            record.exc_info = record.exc_text = None
        return True
