"""Find batches whose devices are refused more often than chance explains.

The audit log names no device on a refused code, because the bank cannot know which device showed
it. It names the customer, whose active device is assumed. A device counts once, however often it
was refused, so that one customer who mistypes makes no anomaly; a device that is out of step
counts too. Counting reads every device, so housekeeping does it and the dashboard reads the result.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp, lgamma

from django.db.models import Count, QuerySet

from hembanken.audit.events import Event
from hembanken.audit.models import Entry
from kodbox.models import Batch, Device, State

WINDOW = timedelta(days=28)
SIGNIFICANCE = 0.001  # the chance of reporting any batch when all are alike
MIN_RATIO = 1.5  # to the share of the other batches: a smaller difference is not worth a call
STALE_AFTER = timedelta(days=2)
MAX_ANOMALIES = 10


@dataclass(frozen=True)
class RefusalCount:
    """The number of active devices, and of those that had a code refused."""

    in_use: int
    refused: int

    @property
    def percent(self) -> float:
        return 100 * self.refused / self.in_use if self.in_use else 0.0

    def __sub__(self, part: "RefusalCount") -> "RefusalCount":
        return RefusalCount(self.in_use - part.in_use, self.refused - part.refused)


@dataclass(frozen=True)
class BatchAnomaly:
    """A batch that is refused too often, compared with all other batches."""

    batch: Batch
    own: RefusalCount
    others: RefusalCount


@dataclass(frozen=True)
class AnomalyReport:
    """The anomalies, least likely first, and the time of the counts."""

    counted_at: datetime | None
    is_stale: bool
    anomalies: list[BatchAnomaly]


def count_refusals(now: datetime) -> None:
    """Store the counts of each batch, which `find_anomalies` reads."""
    in_use = Device.objects.filter(state=State.ACTIVE)
    refusals = Entry.objects.filter(event=Event.CODE_REFUSED, at__gte=now - WINDOW).order_by()
    used_by_batch = _by_batch(in_use)
    refused_by_batch = _by_batch(in_use.filter(owner_id__in=refusals.values("account_id")))
    batches = list(Batch.objects.only("pk"))
    for batch in batches:
        batch.in_use = used_by_batch.get(batch.pk, 0)
        batch.refused = refused_by_batch.get(batch.pk, 0)
        batch.counted_at = now
    Batch.objects.bulk_update(batches, ["in_use", "refused", "counted_at"], batch_size=500)


def _by_batch(devices: QuerySet[Device]) -> dict[int | None, int]:
    return dict(devices.values_list("batch").annotate(count=Count("*")))


def find_anomalies(now: datetime) -> AnomalyReport:
    """Report the batches that are refused too often, in one query."""
    counts = {batch: RefusalCount(batch.in_use, batch.refused) for batch in Batch.objects.all()}
    total = RefusalCount(
        sum(own.in_use for own in counts.values()), sum(own.refused for own in counts.values())
    )
    p_values = {
        batch: p_value(own, total)
        for batch, own in counts.items()
        if own.percent >= MIN_RATIO * (total - own).percent
    }
    # Bonferroni: the significance level is divided among the batches.
    found = [batch for batch, chance in p_values.items() if chance <= SIGNIFICANCE / len(counts)]
    found = sorted(found, key=p_values.__getitem__)[:MAX_ANOMALIES]
    counted_at = max((batch.counted_at for batch in counts if batch.counted_at), default=None)
    return AnomalyReport(
        counted_at=counted_at,
        is_stale=counted_at is None or counted_at < now - STALE_AFTER,
        anomalies=[BatchAnomaly(batch, counts[batch], total - counts[batch]) for batch in found],
    )


def p_value(own: RefusalCount, total: RefusalCount) -> float:
    """Return the chance of at least as many refusals in a batch if all devices were alike.

    This is Fisher's exact test, one-sided: the refused devices are a random sample of all devices.
    It holds for small numbers. The batch's share must be above the total's.
    """
    return sum(_terms(own.refused, own.in_use, total.refused, total.in_use))


def _terms(hits: int, sample: int, marked: int, size: int) -> Iterator[float]:
    """Yield the hypergeometric chance of `hits` and of each larger number, while it matters."""
    ways = _log_choose(marked, hits) + _log_choose(size - marked, sample - hits)
    term = first = exp(ways - _log_choose(size, sample))
    while term > first * 1e-9:
        yield term
        term *= (marked - hits) * (sample - hits)
        hits += 1
        term /= hits * (size - marked - sample + hits)


def _log_choose(size: int, count: int) -> float:
    return lgamma(size + 1) - lgamma(count + 1) - lgamma(size - count + 1)
