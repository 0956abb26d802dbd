"""Postfix with a configuration of its own: submission in, Dovecot behind, a refusing world outside."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.servers.certificates import Certificates
from tests.servers.dovecot import Dovecot
from tests.servers.processes import free_ports, running

PROGRAMS = "/usr/lib/postfix/sbin"

QUEUES = ("active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "private")

MAIN = """\
compatibility_level = 3.6
config_directory = {folder}/etc
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = {programs}
maillog_file = {folder}/postfix.log
maillog_file_prefixes = {folder}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.example.dk
mydestination =
mynetworks = 127.0.0.0/8
alias_maps =
local_recipient_maps =
smtputf8_enable = yes
biff = no
# Nobody waits for a second try in a test, and each address has its own verdict.
minimal_backoff_time = 5s
maximal_backoff_time = 5s
queue_run_delay = 5s
default_destination_concurrency_failed_cohort_limit = 0

virtual_mailbox_domains = example.dk
virtual_mailbox_maps = static:all
virtual_transport = lmtp:inet:127.0.0.1:{lmtp_port}
recipient_delimiter = +
# "ukendt…" has left: taken at the door, then bounced.
# So is "tabtplus" with a plus; "sluger…" is a mailbox nothing ever reaches.
transport_maps = regexp:{{
    {{/^ukendt.*@example\\.dk/ error:5.1.1 User unknown}}
    {{/^tabtplus\\+.*@example\\.dk/ error:5.1.1 User unknown}}
    {{/^sluger.*@example\\.dk/ discard:}} }}
# "glemmerplus" loses the plus, and mail to "dommer" is judged.
canonical_maps = regexp:{{ {{/^glemmerplus\\+.*@example\\.dk/ glemmerplus@example.dk}} }}
header_checks = regexp:{{
    {{/^To: dommer/ PREPEND Authentication-Results: mx.example.dk; dmarc=pass header.from=example.dk}} }}
# Everyone outside example.dk refuses, so such mail bounces too.
default_transport = smtp:[127.0.0.1]:{outside_port}

smtpd_tls_cert_file = {certificate}
smtpd_tls_key_file = {key}
smtpd_tls_security_level = encrypt
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:{auth_port}
smtpd_sasl_auth_enable = yes
smtpd_tls_auth_only = yes
smtpd_relay_restrictions = permit_sasl_authenticated, permit_mynetworks, reject
# Verdicts at the door, before the letter is handed over.
smtpd_recipient_restrictions = check_recipient_access regexp:{{
    {{/^afvist/ 550 5.1.1 no such person}}
    {{/^nejplus\\+/ 550 5.1.1 no such person}}
    {{/^senere/ 450 4.2.1 come again later}} }}
# A person who has left is found out only when the mail is delivered.
smtpd_reject_unlisted_recipient = no
smtpd_error_sleep_time = 0
smtpd_peername_lookup = no
smtpd_client_connection_count_limit = 0
in_flow_delay = 0
"""

MASTER = """\
127.0.0.1:{starttls_port} inet n - n - - smtpd
127.0.0.1:{tls_port} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
127.0.0.1:{open_port} inet n - n - - smtpd -o smtpd_tls_security_level=none -o smtpd_sasl_auth_enable=no
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass(frozen=True)
class Postfix:
    """A running Postfix: submission by STARTTLS or implicit TLS, and an open door for others' mail."""

    folder: Path
    starttls_port: int
    tls_port: int
    open_port: int


@contextlib.contextmanager
def postfix(
    folder: Path, certificates: Certificates, behind: Dovecot, outside_port: int
) -> Iterator[Postfix]:
    """Run Postfix, as root, with its files in `folder`."""
    starttls_port, tls_port, open_port = free_ports(3)
    (folder / "etc").mkdir(parents=True)
    _lay_out(folder)
    configuration = folder / "etc" / "main.cf"
    configuration.write_text(
        MAIN.format(
            folder=folder,
            programs=PROGRAMS,
            certificate=certificates.certificate,
            key=certificates.key,
            lmtp_port=behind.lmtp_port,
            auth_port=behind.auth_port,
            outside_port=outside_port,
        )
    )
    # Postfix reads a file changed in the last two seconds again and again until it has settled.
    os.utime(configuration, (0, 0))
    (folder / "etc" / "master.cf").write_text(
        MASTER.format(starttls_port=starttls_port, tls_port=tls_port, open_port=open_port)
    )
    # master itself, because `postfix start-fg` hides it behind a shell and would leave it running;
    # -d keeps it in the session of ours that it is started in.
    command = [f"{PROGRAMS}/master", "-c", str(folder / "etc"), "-d"]
    with running(command, ports=[starttls_port, tls_port, open_port], log=folder / "postfix.out"):
        yield Postfix(folder, starttls_port, tls_port, open_port)


def _lay_out(folder: Path) -> None:
    """Make the queue as `postfix check` would, which takes 1.5 s for it."""
    queue = folder / "queue"
    (queue / "pid").mkdir(parents=True)
    for name in (*QUEUES, "saved", "trace"):
        (queue / name).mkdir(mode=0o700)
        shutil.chown(queue / name, "postfix")
    for name, mode in (("maildrop", 0o1730), ("public", 0o2710)):
        (queue / name).mkdir()
        shutil.chown(queue / name, "postfix", "postdrop")
        (queue / name).chmod(mode)
    (folder / "data").mkdir()
    shutil.chown(folder / "data", "postfix")
