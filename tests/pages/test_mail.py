"""Invitations and reset links by mail, through a mail server that is really there."""

import re
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from cardwright.accounts import mail
from cardwright.errors import Unavailable
from cardwright.settings import Settings, SettingsError, load
from tests.pages.html import Page
from tests.pages.visits import Browser, signed_in
from tests.service import Account, Service, run_cardwright

SENDER = "cards@example.com"


@dataclass
class Postbox:
    """A mail server that keeps what it is given."""

    url: str = ""
    letters: list[EmailMessage] = field(default_factory=list)
    logins: list[LoginPassword] = field(default_factory=list)

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        letter = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        return "250 Kept"

    def authenticate(self, *given: object) -> AuthResult:
        assert isinstance(given[-1], LoginPassword)
        self.logins.append(given[-1])
        return AuthResult(success=True)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    """A mail server on this machine, which also takes a name and a password."""
    kept = Postbox()
    controller = Controller(
        kept,
        hostname="127.0.0.1",
        port=(port := free_port()),
        authenticator=kept.authenticate,
        auth_require_tls=False,
    )
    controller.start()
    kept.url = f"smtp://127.0.0.1:{port}"
    yield kept
    controller.stop()


@pytest.fixture
def account_with_mail(tmp_path: Path, postbox: Postbox) -> Iterator[Account]:
    """An account of a service that has a mail server."""
    url = postbox.url.replace("//", "//cards:p%40ss@")
    with Service(tmp_path / "mail", smtp_url=url, mail_from=SENDER) as service:
        yield service.create_account()


def text_of(letter: EmailMessage) -> str:
    text = letter.get_content()
    assert isinstance(text, str)
    return text


def test_who_is_invited_gets_the_link(account_with_mail: Account, postbox: Postbox) -> None:
    browser, _ = signed_in(account_with_mail)

    answer = browser.submit("/users", "/users", name="Zoë Ångström", email="zoe@example.com")

    [letter] = postbox.letters
    [shown] = {*re.findall(r"http://[^\s<]+token=[\w-]+", answer.text)}
    assert (letter["From"], letter["To"]) == (SENDER, "zoe@example.com")
    assert letter["Subject"] == f"Your invitation to {account_with_mail.name}"
    assert "Hello Zoë Ångström," in text_of(letter)
    assert shown in text_of(letter).splitlines(), "in one piece on a line of its own"
    assert postbox.logins == [LoginPassword(b"cards", b"p@ss")]
    assert "The link is on its way to zoe@example.com." in Page(answer.text).text
    path = shown.removeprefix(account_with_mail.service.url)
    assert Browser(account_with_mail.service).get(path).status_code == 200


def test_the_command_line_mails_too(account_with_mail: Account, postbox: Postbox) -> None:
    service = account_with_mail.service
    person = account_with_mail.create_person()

    ran = service.run("user", "reset", person.email, smtp_url=postbox.url, mail_from=SENDER)

    [letter] = postbox.letters
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip() in text_of(letter).splitlines()
    assert f"It is on its way to {person.email}." in ran.stderr


def test_a_mail_server_that_is_away_leaves_the_link_to_be_passed_on(tmp_path: Path) -> None:
    with Service(tmp_path / "mail", smtp_url="smtp://127.0.0.1:9", mail_from=SENDER) as service:
        browser, _ = signed_in(service.create_account())

        answer = browser.submit("/users", "/users", name="A B", email="a.b@example.com")

    page = Page(answer.text)
    assert answer.status_code == 200
    assert "The mail to a.b@example.com could not be sent" in page.text
    assert "/choose-password?token=" in page.text
    assert "on its way" not in page.text


def test_a_password_is_given_to_nobody_in_the_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    postbox = Postbox()
    controller = Controller(postbox, hostname="127.0.0.1", port=(port := free_port()))
    controller.start()
    # A name that leads to this machine, but need not.
    monkeypatch.setattr(mail, "_is_this_machine", lambda _: False)
    settings = Settings(smtp_url=f"smtp://cards:pass@127.0.0.1:{port}", mail_from=SENDER)
    try:
        with pytest.raises(Unavailable, match="offers no encryption, so it gets no password"):
            mail.send(settings, "a@example.com", "Subject", "Text")
    finally:
        controller.stop()
    assert postbox.letters == []


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for localhost with its key, which nobody has signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "localhost.pem"
    plain = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(made.public_bytes(Encoding.PEM) + key.private_bytes(*plain))
    return path


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
@pytest.mark.parametrize("is_trusted", [True, False], ids=["trusted", "unknown"])
def test_an_encrypted_connection_is_used_and_checked(
    monkeypatch: pytest.MonkeyPatch, certificate: Path, scheme: str, is_trusted: bool
) -> None:
    postbox, port = Postbox(), free_port()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    how: dict[str, Any] = {"ssl_context": context}
    if scheme == "smtp":
        how = {"tls_context": context, "require_starttls": True}
    controller = Controller(
        postbox, hostname="localhost", port=port, authenticator=postbox.authenticate, **how
    )
    if is_trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    controller.start()
    settings = Settings(smtp_url=f"{scheme}://localhost:{port}", mail_from=SENDER)
    try:
        if is_trusted:
            mail.send(settings, "a@example.com", "Subject", "Text")
        else:
            with pytest.raises(Unavailable, match="certificate verify failed"):
                mail.send(settings, "a@example.com", "Subject", "Text")
    finally:
        controller.stop()

    assert len(postbox.letters) == is_trusted


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"smtp_url": "mail.example.com"}, "CARDWRIGHT_SMTP_URL: must be smtp://host"),
        ({"smtp_url": "http://mail.example.com"}, "CARDWRIGHT_SMTP_URL: must be smtp://host"),
        ({"smtp_url": "smtp://mail.example.com"}, "CARDWRIGHT_MAIL_FROM: must be an e-mail"),
    ],
)
def test_a_setting_that_cannot_be_is_told_at_the_start(
    tmp_path: Path, given: dict[str, str], told: str
) -> None:
    with pytest.raises(SettingsError, match=told):
        load(data_dir=tmp_path, **given)


def test_the_password_of_the_mail_server_is_masked(data_dir: Path) -> None:
    shown = run_cardwright(
        data_dir, "settings", smtp_url="smtp://me:canary@mail.example.com", mail_from=SENDER
    )

    assert "CARDWRIGHT_SMTP_URL=****" in shown.stdout
    assert "canary" not in shown.stdout + shown.stderr
