"""Take a manufacturer's file into stock: all of its devices or none."""

import hashlib
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

from django.db import transaction

from hembanken.crypto import blind_index
from kodbox import stock
from kodbox.models import Batch, Device, seed_lookup_value
from kodbox.pskc import reader
from kodbox.pskc.packages import Decryption, DeviceRefused, Package
from kodbox.pskc.reader import FileRefused

CHUNK_SIZE = 1_000  # devices in one statement
PROGRESS_INTERVAL = 10_000  # devices between two reports
MAX_FILE_BYTES = 300_000_000  # about 140,000 devices with PINs


class Intake:
    """The intake of one file, with the numbers of devices that are taken and refused."""

    def __init__(self, report: Callable[[str], object]) -> None:
        self.report = report
        self.taken = self.refused = 0
        self.pin_policies: set[str] = set()
        self._serials: set[str] = set()
        self._seeds: set[bytes] = set()

    def take(self, path: Path, decryption: Decryption, imported_by: str, *, dry_run: bool) -> None:
        """Take all devices, or none if one is refused; or raise FileRefused.

        A dry run does the same and is rolled back.
        """
        if path.stat().st_size > MAX_FILE_BYTES:
            raise FileRefused(
                f"The file is larger than {MAX_FILE_BYTES // 10**6} MB; ask for smaller files."
            )
        with path.open("rb") as file, transaction.atomic():
            batch = _record(file.name, imported_by)
            for chunk in itertools.batched(reader.read(file, decryption), CHUNK_SIZE):
                self._take_chunk(batch, chunk)
            Batch.objects.filter(pk=batch.pk).update(devices_count=self.taken)
            if self.refused or dry_run:
                transaction.set_rollback(True)

    def _take_chunk(self, batch: Batch, chunk: tuple[Package | DeviceRefused, ...]) -> None:
        for refusal in chunk:
            if isinstance(refusal, DeviceRefused):
                self._refuse(str(refusal))
        packages = [package for package in chunk if isinstance(package, Package)]
        devices = [_device(package, batch) for package in self._unknown(packages)]
        self.pin_policies |= {package.pin_policy for package in packages if package.pin_policy}
        blind_index.insert_unique(Device, devices)
        self.taken += len(devices)
        if self.taken and self.taken % PROGRESS_INTERVAL == 0:
            self.report(f"{self.taken:,} devices read …")

    def _unknown(self, packages: list[Package]) -> Iterator[Package]:
        """Yield the packages whose serial and seed are new, and refuse the others (S17)."""
        indexes = {
            package.serial: blind_index.compute_all(seed_lookup_value(package.secret))
            for package in packages
        }
        same_serial = Device.objects.filter(serial__in=indexes)
        seed_indexes = itertools.chain.from_iterable(indexes.values())
        same_seed = Device.objects.filter(seed_index__in=seed_indexes)
        self._serials.update(same_serial.values_list("serial", flat=True))
        self._seeds.update(bytes(seed) for seed in same_seed.values_list("seed_index", flat=True))
        for package in packages:
            if package.serial in self._serials:
                self._refuse(f"{package.serial}: this serial is already known.")
            elif not self._seeds.isdisjoint(indexes[package.serial]):
                self._refuse(f"{package.serial}: another kodbox has the same seed.")
            else:
                yield package
            self._serials.add(package.serial)
            self._seeds.update(indexes[package.serial])

    def _refuse(self, reason: str) -> None:
        self.refused += 1
        self.report(reason)


def _record(name: str, imported_by: str) -> Batch:
    """Create the batch under the digest of its file, or raise FileRefused if it exists."""
    with open(name, "rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    batch, is_new = Batch.objects.get_or_create(
        sha256=digest, defaults={"imported_by": imported_by, "devices_count": 0}
    )
    if not is_new:
        raise FileRefused(f"The file was already imported, at {batch.imported_at:%Y-%m-%d %H:%M}.")
    return batch


def _device(package: Package, batch: Batch) -> Device:
    fields = {name: value for name, value in vars(package).items() if name != "pin_policy"}
    return stock.new_device(**fields, batch=batch)
