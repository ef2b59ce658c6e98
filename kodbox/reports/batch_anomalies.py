"""Batches whose kodboxes are refused more often than chance would have it.

The audit log names no box on a refused code, since the bank can't know which one showed it; it
names the customer, whose box in use is taken for the one. A box counts once, however often it was
refused, so that one customer who mistypes makes no batch odd; one that is out of step is refused
too. Going through every box takes its time: housekeeping does it, and the start page reads what
was counted.
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
CHANCE = 0.001  # of naming any batch at all when all are alike
TIMES = 1.5  # as often as the others; a smaller difference may be real, and is not worth a call
STALE = timedelta(days=2)
MOST = 10


@dataclass(frozen=True)
class Tally:
    """How many boxes in use there are, and how many of them had a code refused."""

    in_use: int
    refused: int

    @property
    def share(self) -> float:
        return self.refused / self.in_use if self.in_use else 0.0

    @property
    def percent(self) -> float:
        return 100 * self.share

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.in_use + other.in_use, self.refused + other.refused)

    def __sub__(self, part: "Tally") -> "Tally":
        return Tally(self.in_use - part.in_use, self.refused - part.refused)


@dataclass(frozen=True)
class BatchAnomaly:
    """A batch that stands out, beside all boxes that are not of it."""

    batch: Batch
    own: Tally
    others: Tally


@dataclass(frozen=True)
class Survey:
    """The batches that stand out, the least likely first, and when they were counted."""

    counted_at: datetime | None
    is_stale: bool
    odd: list[BatchAnomaly]


def count_refusals(now: datetime) -> None:
    """Count the boxes in use of each batch, and those that were refused, for `survey` to read."""
    in_use = Device.objects.filter(state=State.ACTIVE)
    refusals = Entry.objects.filter(event=Event.CODE_REFUSED, at__gte=now - WINDOW).order_by()
    all_, refused = map(
        _by_batch, (in_use, in_use.filter(owner_id__in=refusals.values("account_id")))
    )
    batches = list(Batch.objects.only("pk"))
    for batch in batches:
        batch.in_use, batch.refused = all_.get(batch.pk, 0), refused.get(batch.pk, 0)
        batch.counted_at = now
    Batch.objects.bulk_update(batches, ["in_use", "refused", "counted_at"], batch_size=500)


def survey(now: datetime) -> Survey:
    """Name the batches that stand out, by one statement over the batches."""
    tallies = {each: Tally(each.in_use, each.refused) for each in Batch.objects.all()}
    everything = sum(tallies.values(), Tally(0, 0))
    chances = {
        batch: chance_of(own, everything)
        for batch, own in tallies.items()
        if own.share >= TIMES * (everything - own).share
    }
    # The limit is shared among the batches (Bonferroni): of many, one is always the unluckiest.
    odd = [batch for batch, chance in chances.items() if chance <= CHANCE / len(tallies)]
    odd = sorted(odd, key=chances.__getitem__)[:MOST]
    counted_at = max((each.counted_at for each in tallies if each.counted_at), default=None)
    return Survey(
        counted_at=counted_at,
        is_stale=counted_at is None or counted_at < now - STALE,
        odd=[BatchAnomaly(each, tallies[each], everything - tallies[each]) for each in odd],
    )


def chance_of(own: Tally, everything: Tally) -> float:
    """Return how likely it is that so many or more of a batch were refused, were all boxes alike.

    Fisher's exact test: as if the refused ones had been dealt out among all boxes. It holds for
    any number of boxes, so that one of two is no sign. The share is to be above the whole's.
    """
    return sum(_terms(own.refused, own.in_use, everything.refused, everything.in_use))


def _terms(hits: int, drawn: int, marked: int, size: int) -> Iterator[float]:
    """Yield the chance of `hits`, and of each number above, while it adds anything."""
    ways = _log_choose(marked, hits) + _log_choose(size - marked, drawn - hits)
    term = first = exp(ways - _log_choose(size, drawn))
    while term > first * 1e-9:
        yield term
        term *= (marked - hits) * (drawn - hits)
        hits += 1
        term /= hits * (size - marked - drawn + hits)


def _log_choose(size: int, taken: int) -> float:
    return lgamma(size + 1) - lgamma(taken + 1) - lgamma(size - taken + 1)


def _by_batch(devices: QuerySet[Device]) -> dict[int | None, int]:
    return dict(devices.values_list("batch").annotate(count=Count("*")))
