"""How long a customer has to wait, in words: "5 minuter (kl. 12.01)"."""

import math
import time
from datetime import datetime

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from hembanken.web.context_processors import duration

HOUR_SECONDS = 3_600


def until_params(until: int) -> dict[str, int | str]:
    """Return the parameters of a message that tells to wait until a moment, in Unix seconds."""
    seconds = max(1, math.ceil(until - time.time()))
    unit = HOUR_SECONDS if seconds > 2 * HOUR_SECONDS else 60
    wait = duration(max(1, round(seconds / unit)) * unit)
    return {"until": until, "seconds": seconds, "wait": wait, "moment": _moment(until)}


def _moment(until: int) -> str:
    """Return the time of day, with the date unless it is today."""
    moment = timezone.localtime(datetime.fromtimestamp(until, timezone.get_default_timezone()))
    clock = _("kl. %s") % formats.time_format(moment)
    is_today = moment.date() == timezone.localdate()
    return clock if is_today else f"{formats.date_format(moment, 'j F')} {clock}"
