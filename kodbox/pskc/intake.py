"""Taking a manufacturer's file into stock: all of its kodboxes or none of them."""

import hashlib
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

from django.db import transaction

from hembanken.crypto import blind_index
from kodbox import stock
from kodbox.models import Batch, Device, seed_lookup_value
from kodbox.pskc import reader
from kodbox.pskc.packages import DeviceRefused, Package, Secrets
from kodbox.pskc.reader import FileRefused

CHUNK = 1_000  # devices that one statement takes
PROGRESS = 10_000  # devices after which a long file says how far it is
MAX_FILE_BYTES = 300_000_000  # some 140,000 kodboxes with their PINs


class Intake:
    """One file on its way into stock, with what was taken and what was refused so far."""

    def __init__(self, tell: Callable[[str], object]) -> None:
        self.tell = tell
        self.taken = self.refused = 0
        self.pin_policies: set[str] = set()
        self._serials: set[str] = set()
        self._seeds: set[bytes] = set()

    def take(self, path: Path, secrets: Secrets, by: str, *, dry_run: bool) -> None:
        """Take the whole file, or nothing when one device of it is refused; or raise FileRefused.

        A dry run goes the same road and takes everything back at its end.
        """
        if path.stat().st_size > MAX_FILE_BYTES:
            raise FileRefused(
                f"The file is larger than {MAX_FILE_BYTES // 10**6} MB; ask for smaller files."
            )
        with path.open("rb") as file, transaction.atomic():
            batch = _record(file.name, by)
            for chunk in itertools.batched(reader.read(file, secrets), CHUNK):
                self._take_chunk(batch, chunk)
            Batch.objects.filter(pk=batch.pk).update(devices_count=self.taken)
            if self.refused or dry_run:
                transaction.set_rollback(True)

    def _take_chunk(self, batch: Batch, chunk: tuple[Package | DeviceRefused, ...]) -> None:
        for found in chunk:
            if isinstance(found, DeviceRefused):
                self._refuse(str(found))
        packages = [found for found in chunk if isinstance(found, Package)]
        devices = [_device(package, batch) for package in self._new_ones(packages)]
        self.pin_policies |= {package.pin_policy for package in packages if package.pin_policy}
        blind_index.insert_unique(Device, devices)
        self.taken += len(devices)
        if self.taken and self.taken % PROGRESS == 0:
            self.tell(f"{self.taken:,} kodboxes read …")

    def _new_ones(self, packages: list[Package]) -> Iterator[Package]:
        """Yield what is not known, neither by its serial nor by its seed (S17)."""
        indexes = {
            package.serial: blind_index.compute_all(seed_lookup_value(package.secret))
            for package in packages
        }
        known = Device.objects.filter(serial__in=indexes)
        same = Device.objects.filter(seed_index__in=itertools.chain.from_iterable(indexes.values()))
        self._serials.update(known.values_list("serial", flat=True))
        self._seeds.update(bytes(seed) for seed in same.values_list("seed_index", flat=True))
        for package in packages:
            if package.serial in self._serials:
                self._refuse(f"{package.serial}: this serial is known already.")
            elif not self._seeds.isdisjoint(indexes[package.serial]):
                self._refuse(f"{package.serial}: another kodbox has the same seed.")
            else:
                yield package
            self._serials.add(package.serial)
            self._seeds.update(indexes[package.serial])

    def _refuse(self, reason: str) -> None:
        self.refused += 1
        self.tell(reason)


def _record(name: str, by: str) -> Batch:
    """Record the batch under its file's digest; the same file is refused a second time."""
    with open(name, "rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    batch, is_new = Batch.objects.get_or_create(
        sha256=digest, defaults={"imported_by": by, "devices_count": 0}
    )
    if not is_new:
        raise FileRefused(f"The file was imported already, at {batch.imported_at:%Y-%m-%d %H:%M}.")
    return batch


def _device(package: Package, batch: Batch) -> Device:
    return stock.new_device(
        package.serial,
        package.secret,
        counter=package.counter,
        start_pin=package.start_pin,
        batch=batch,
        manufacturer=package.manufacturer,
        model=package.model,
        expires_at=package.expires_at,
    )
