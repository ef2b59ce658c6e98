"""A real mail server on loopback, which can refuse recipients, stop and restart."""

import email
import email.policy
import logging
from dataclasses import dataclass, field
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from hembanken.outbox import mail_server
from tests import ports
from tests.ports import HOST

logging.getLogger("mail.log").setLevel(logging.WARNING)  # It logs every line of SMTP.


@dataclass
class MailServer:
    """Stores accepted messages; `answers` has other replies than 250 for some recipients."""

    port: int = field(default_factory=ports.free)
    answers: dict[str, str] = field(default_factory=dict)
    taken: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    controller: Controller | None = None

    @property
    def mailers(self) -> dict:
        return mail_server.mailers(f"smtp://{HOST}:{self.port}?tls=off")

    def start(self) -> None:
        self.controller = Controller(self, HOST, self.port)
        self.controller.start()

    def stop(self) -> None:
        if self.controller:
            self.controller.stop()
        self.controller = None

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.answers.get(address, "250 OK")

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        self.recipients += envelope.rcpt_tos
        content = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.taken.append(content)
        return "250 OK"
