"""Mail to users: the links that they are sent. Sent at once, by the operator's mail server."""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from cardwright.errors import Unavailable
from cardwright.settings import Settings

TIMEOUT_SECONDS = 15


def is_set(settings: Settings) -> bool:
    """Say whether there is a mail server."""
    return bool(settings.smtp_url.get_secret_value())


def send(settings: Settings, to: str, subject: str, text: str) -> None:
    """Give a message to the mail server. Blocks for as long as that takes.

    Raises Unavailable with the reason when the server does not take it.
    """
    try:
        message = EmailMessage()
        message["From"] = settings.mail_from
        message["To"] = to
        message["Subject"] = subject
        message["Date"] = formatdate()
        message["Message-ID"] = make_msgid(domain=settings.mail_from.rpartition("@")[2])
        message.set_content(text, cte="quoted-printable")
        _hand_over(settings.smtp_url.get_secret_value(), message)
    except (OSError, smtplib.SMTPException, ValueError) as fault:
        raise Unavailable(f"The mail to {to} could not be sent: {fault}") from fault


def _hand_over(url: str, message: EmailMessage) -> None:
    parts = urlsplit(url)
    host = parts.hostname or ""
    context = ssl.create_default_context()
    with (
        smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT_SECONDS, context=context)
        if parts.scheme == "smtps"
        else smtplib.SMTP(host, parts.port or 25, timeout=TIMEOUT_SECONDS)
    ) as server:
        server.ehlo()
        is_private = parts.scheme == "smtps" or _is_this_machine(host)
        if parts.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=context)
            is_private = True
        if parts.username:
            if not is_private:
                raise ValueError(f"{host} offers no encryption, so it gets no password")
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
