"""Real mail servers on the loopback for tests and benches: Dovecot, Postfix and Postfix's smtp-sink.

    with mail_servers() as servers:
        servers.deliver(message)                    # as a person's mail system would, by SMTP
        servers.mailbox("anna@example.dk").read()   # as a person would see it

`why_not()` says in a sentence what is missing on this machine, or None.
"""

from tests.servers.dovecot import PASSWORD, Dovecot, PersonsMailbox
from tests.servers.postfix import Postfix
from tests.servers.sink import Sink, smtp_sink
from tests.servers.together import Servers, mail_servers, why_not

__all__ = [
    "PASSWORD",
    "Dovecot",
    "PersonsMailbox",
    "Postfix",
    "Servers",
    "Sink",
    "mail_servers",
    "smtp_sink",
    "why_not",
]
