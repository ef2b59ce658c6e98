"""Reading a manufacturer's PSKC file (RFC 6030), one key package at a time.

The python-pskc library knows the format and its cryptography; the rules here are for what that
library lets through. No more of the file is held than the packages that wait for their PIN.
"""

import itertools
import re
from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import XMLParser, iterparse
from pskc import PSKC
from pskc.exceptions import PSKCError
from pskc.key import Key
from pskc.parser import PSKCParser

from kodbox.pskc.packages import DeviceRefused, Package, Secrets, judged

NAMESPACE = "{urn:ietf:params:xml:ns:keyprov:pskc}"
PACKAGE = f"{NAMESPACE}KeyPackage"
SIGNATURE = "{http://www.w3.org/2000/09/xmldsig#}Signature"
PIN = "urn:ietf:params:xml:ns:keyprov:pskc:pin"  # RFC 6030 section 10.2
MACS = re.compile(r"hmac-sha(1|224|256|384|512)")
MAX_PACKAGE_BYTES = 1_000_000
MAX_ITERATIONS = 10_000_000  # of PBKDF2: some seconds of work


class FileRefused(Exception):
    """The file as a whole is refused; the message says why."""


def read(file: IO[bytes], secrets: Secrets) -> Iterator[Package | DeviceRefused]:
    """Yield one kodbox after the other, a refused one as the reason; or raise FileRefused."""
    pins: dict[str, Key] = {}
    waiting: dict[str, Key] = {}
    is_empty = True
    for key in _keys(file, secrets):
        is_empty = False
        pin_id = key.id if key.algorithm == PIN else key.policy.pin_key_id
        if not pin_id:
            yield judged(key, None, secrets)
            continue
        (pins if key.algorithm == PIN else waiting)[pin_id] = key
        if pin_id in pins and pin_id in waiting:
            yield judged(waiting.pop(pin_id), pins.pop(pin_id), secrets)
    for pin_id, key in waiting.items():
        yield DeviceRefused(key, f"the file lacks its PIN {pin_id}.")
    if is_empty:
        raise FileRefused("The file holds no kodboxes.")


def _keys(file: IO[bytes], secrets: Secrets) -> Iterator[Key]:
    """Yield the keys of one package after the other, still closed, or raise FileRefused."""
    try:
        yield from _parsed(file, secrets)
    except DefusedXmlException:
        raise FileRefused("The file declares entities or a document type.") from None
    except ParseError as fault:
        line, _column = fault.position
        raise FileRefused(f"The file is no whole XML: it breaks at line {line}.") from None
    except (PSKCError, AttributeError, TypeError, ValueError):
        raise FileRefused("The file is not PSKC as RFC 6030 describes it.") from None


class Portions:
    """A file of which no single part may grow without end, since a part is held whole."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.size = 0

    def read(self, count: int = -1, /) -> bytes:
        portion = self.file.read(count)
        self.size += len(portion)
        if self.size > MAX_PACKAGE_BYTES:
            raise FileRefused("A part of the file is too large for what one kodbox needs.")
        return portion


class Part(Element):
    """An element whose parts are found by bare names: namespaces took half of the reading."""

    def findall(self, path: str, namespaces: object = None) -> list[Element]:
        return super().findall(path)


def _parsed(file: IO[bytes], secrets: Secrets) -> Iterator[Key]:
    """Hand each package to the library as soon as it is whole, and forget it."""
    container: PSKC | None = None
    portions = Portions(file)
    parser = XMLParser(target=TreeBuilder(element_factory=Part), forbid_dtd=True)
    events = iterparse(portions, events=("start", "end"), parser=parser)
    _event, root = next(events)
    _refuse_other_formats(root)
    for event, element in events:
        if event == "end" and element.tag == SIGNATURE:
            raise FileRefused("The file is signed, and nothing here verifies signatures.")
        if event == "end" and element.tag == PACKAGE:
            container = container or _container(root, secrets)
            yield from _keys_of(container, element)
            root.clear()
            portions.size = 0


def _refuse_other_formats(root: Element) -> None:
    if root.tag != f"{NAMESPACE}KeyContainer":
        raise FileRefused("The file is not PSKC: it begins with something else.")
    if root.get("Version") != "1.0":
        raise FileRefused("The file is not PSKC version 1.0 (RFC 6030 section 4).")


def _container(root: Element, secrets: Secrets) -> PSKC:
    """Return a container with what stands before the packages: encryption and MAC method."""
    head = Element(root.tag, root.attrib)
    head.extend(itertools.takewhile(lambda child: child.tag != PACKAGE, root))
    container = PSKC()
    PSKCParser.parse_document(container, head)
    mac = container.mac.algorithm
    if mac and not MACS.fullmatch(mac.rsplit("#")[-1]):
        raise FileRefused(f"The file's MAC method {mac} is not among those that are accepted.")
    container.encryption.key = secrets.key or _derived(container, secrets.passphrase)
    return container


def _derived(container: PSKC, passphrase: str | None) -> bytes | None:
    """Return the key that PBKDF2 makes of a passphrase (RFC 6030 section 6.2)."""
    if passphrase is None:
        return None
    iterations = container.encryption.derivation.pbkdf2_iterations
    if not iterations or not 1 <= iterations <= MAX_ITERATIONS:
        raise FileRefused("The file says nothing usable of how its passphrase makes a key.")
    container.encryption.derive_key(passphrase)
    key: bytes | None = container.encryption.key
    return key


def _keys_of(container: PSKC, element: Element) -> list[Key]:
    container.devices.clear()
    for part in element.iter():
        part.tag = part.tag.rpartition("}")[2]
    device = container.add_device()
    PSKCParser.parse_key_package(device, element)
    return list(device.keys)
