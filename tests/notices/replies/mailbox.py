"""A real IMAP server (Dovecot) of a test's own, on loopback, thrown away afterwards."""

from __future__ import annotations

import imaplib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.operations.machine import free_port

DOVECOT = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
USER, PASSWORD = "reply@in.passerelle.example", "secret-of-the-test"
CONFIGURATION = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
default_internal_user = {internal}
default_internal_group = {group}
default_login_user = {login}
disable_plaintext_auth = no
ssl = yes
ssl_cert = <{folder}/certificate.pem
ssl_key = <{folder}/key.pem
auth_mechanisms = plain login
mail_location = maildir:{folder}/mail/%u
first_valid_uid = 1
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {encrypted}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
namespace inbox {{
  inbox = yes
  mailbox Answers {{
    auto = create
  }}
}}
"""


class Mailbox:
    """Where it listens, and what lies in it."""

    def __init__(self, folder: Path, plain: int, encrypted: int) -> None:
        self.folder, self.plain, self.encrypted = folder, plain, encrypted

    @property
    def certificate(self) -> str:
        """The file that says who the server is."""
        return str(self.folder / "certificate.pem")

    def open(self) -> imaplib.IMAP4:
        """A connection that is signed in."""
        box = imaplib.IMAP4("localhost", self.plain, timeout=10)
        box.login(USER, PASSWORD)
        return box

    def put(self, raw: bytes, folder: str = "INBOX") -> None:
        """Mail comes."""
        with self.open() as box:
            assert box.append(folder, "", imaplib.Time2Internaldate(time.time()), raw)[0] == "OK"

    def count(self, folder: str = "INBOX") -> int:
        """How many mails lie there."""
        with self.open() as box:
            return int((box.select(folder, readonly=True)[1][0] or b"0").decode())


@contextmanager
def imap_server() -> Iterator[Mailbox]:
    """Runs one for as long as it is needed."""
    assert DOVECOT
    folder = Path(tempfile.mkdtemp(prefix="imap-"))
    folder.chmod(0o755)
    root = os.geteuid() == 0
    own = pwd.getpwuid(os.geteuid())
    owner = pwd.getpwnam("nobody") if root else own
    plain, encrypted = free_port(), free_port()
    (folder / "mail").mkdir()
    os.chown(folder / "mail", owner.pw_uid, owner.pw_gid)
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
         "subjectAltName=DNS:localhost", "-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem")],
        check=True, capture_output=True,
    )  # fmt: skip
    configuration = CONFIGURATION.format(
        folder=folder, plain=plain, encrypted=encrypted, password=PASSWORD, uid=owner.pw_uid, gid=owner.pw_gid,
        internal="dovecot" if root else own.pw_name, login="dovenull" if root else own.pw_name,
        group="dovecot" if root else subprocess.check_output(["id", "-gn"], text=True).strip(),
    )  # fmt: skip
    (folder / "dovecot.conf").write_text(configuration)
    process = subprocess.Popen([DOVECOT, "-F", "-c", str(folder / "dovecot.conf")], stderr=subprocess.PIPE, text=True)
    mailbox = Mailbox(folder, plain, encrypted)
    try:
        until = time.monotonic() + 60
        while True:
            with suppress(OSError, imaplib.IMAP4.error), mailbox.open():
                break
            log = folder / "log"
            assert process.poll() is None, log.read_text() if log.exists() else "it did not start"
            assert time.monotonic() < until, "waited too long"
            time.sleep(0.1)
        yield mailbox
    finally:
        process.terminate()
        process.wait(20)
        shutil.rmtree(folder, ignore_errors=True)
