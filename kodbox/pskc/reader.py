"""Read a manufacturer's PSKC file (RFC 6030), one key package at a time.

The python-pskc library implements the format and its cryptography; the rules here are stricter.
Memory holds only the current package and the packages that wait for their PIN.
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

from kodbox.pskc.packages import Decryption, DeviceRefused, Package, checked

NAMESPACE = "{urn:ietf:params:xml:ns:keyprov:pskc}"
PACKAGE = f"{NAMESPACE}KeyPackage"
SIGNATURE = "{http://www.w3.org/2000/09/xmldsig#}Signature"
PIN = "urn:ietf:params:xml:ns:keyprov:pskc:pin"  # RFC 6030 section 10.2
MACS = re.compile(r"hmac-sha(1|224|256|384|512)")
MAX_PACKAGE_BYTES = 1_000_000
MAX_ITERATIONS = 10_000_000  # of PBKDF2: some seconds of work


class FileRefused(Exception):
    """The file as a whole is refused; the message says why."""


def read(file: IO[bytes], decryption: Decryption) -> Iterator[Package | DeviceRefused]:
    """Yield each package, or the reason why it is refused; or raise FileRefused."""
    pins: dict[str, Key] = {}
    waiting: dict[str, Key] = {}
    is_empty = True
    for key in _keys(file, decryption):
        is_empty = False
        pin_id = key.id if key.algorithm == PIN else key.policy.pin_key_id
        if not pin_id:
            yield checked(key, None, decryption)
            continue
        (pins if key.algorithm == PIN else waiting)[pin_id] = key
        if pin_id in pins and pin_id in waiting:
            yield checked(waiting.pop(pin_id), pins.pop(pin_id), decryption)
    for pin_id, key in waiting.items():
        yield DeviceRefused(key, f"the file lacks its PIN {pin_id}.")
    if is_empty:
        raise FileRefused("The file has no devices.")


def _keys(file: IO[bytes], decryption: Decryption) -> Iterator[Key]:
    """Yield the keys of each package, still encrypted, or raise FileRefused."""
    try:
        yield from _parse(file, decryption)
    except DefusedXmlException:
        raise FileRefused("The file declares entities or a document type.") from None
    except ParseError as fault:
        line, _column = fault.position
        raise FileRefused(
            f"The file is not well-formed XML: the error is in line {line}."
        ) from None
    except (PSKCError, AttributeError, TypeError, ValueError):
        raise FileRefused("The file is not PSKC as RFC 6030 describes it.") from None


class BoundedFile:
    """A file whose packages are bounded in size, since each is held in memory."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.size = 0

    def read(self, count: int = -1, /) -> bytes:
        data = self.file.read(count)
        self.size += len(data)
        if self.size > MAX_PACKAGE_BYTES:
            raise FileRefused("A package in the file is too large for one device.")
        return data


class PlainElement(Element):
    """An element whose children are found without namespaces, which would double the time."""

    def findall(self, path: str, namespaces: object = None) -> list[Element]:
        return super().findall(path)


def _parse(file: IO[bytes], decryption: Decryption) -> Iterator[Key]:
    """Give each complete package to the library, and remove it from memory."""
    container: PSKC | None = None
    bounded = BoundedFile(file)
    parser = XMLParser(target=TreeBuilder(element_factory=PlainElement), forbid_dtd=True)
    events = iterparse(bounded, events=("start", "end"), parser=parser)
    _event, root = next(events)
    _refuse_other_formats(root)
    for event, element in events:
        if event == "end" and element.tag == SIGNATURE:
            raise FileRefused("The file is signed, and signatures cannot be verified.")
        if event == "end" and element.tag == PACKAGE:
            container = container or _container(root, decryption)
            yield from _keys_of(container, element)
            root.clear()
            bounded.size = 0


def _refuse_other_formats(root: Element) -> None:
    if root.tag != f"{NAMESPACE}KeyContainer":
        raise FileRefused("The file is not PSKC: its root is not a KeyContainer.")
    if root.get("Version") != "1.0":
        raise FileRefused("The file is not PSKC version 1.0 (RFC 6030 section 4).")


def _container(root: Element, decryption: Decryption) -> PSKC:
    """Return a container with the encryption and MAC method from the head of the file."""
    head = Element(root.tag, root.attrib)
    head.extend(itertools.takewhile(lambda child: child.tag != PACKAGE, root))
    container = PSKC()
    PSKCParser.parse_document(container, head)
    mac = container.mac.algorithm
    if mac and not MACS.fullmatch(mac.rsplit("#")[-1]):
        raise FileRefused(f"The file's MAC method {mac} is not accepted.")
    container.encryption.key = decryption.transport_key or _derived_key(
        container, decryption.passphrase
    )
    return container


def _derived_key(container: PSKC, passphrase: str | None) -> bytes | None:
    """Return the key that PBKDF2 derives from a passphrase (RFC 6030 section 6.2)."""
    if passphrase is None:
        return None
    iterations = container.encryption.derivation.pbkdf2_iterations
    if not iterations or not 1 <= iterations <= MAX_ITERATIONS:
        raise FileRefused("The file has no usable parameters to derive a key from the passphrase.")
    container.encryption.derive_key(passphrase)
    key: bytes | None = container.encryption.key
    return key


def _keys_of(container: PSKC, element: Element) -> list[Key]:
    container.devices.clear()
    for child in element.iter():
        child.tag = child.tag.rpartition("}")[2]
    device = container.add_device()
    PSKCParser.parse_key_package(device, element)
    return list(device.keys)
