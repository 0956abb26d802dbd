"""What systemd wants to hear: READY, WATCHDOG, STOPPING over a datagram socket (sd_notify(3))."""

import os
import socket
from collections.abc import Mapping


def notify(words: str, environment: Mapping[str, str] | None = None) -> bool:
    """Send one message to the service manager; False where there is none. Names beginning with @ are abstract."""
    address = (os.environ if environment is None else environment).get("NOTIFY_SOCKET")
    if not address:
        return False
    place = "\0" + address[1:] if address.startswith("@") else address
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as channel:
        channel.connect(place)
        channel.sendall(words.encode())
    return True


def watchdog_after(environment: Mapping[str, str] | None = None) -> float | None:
    """Give the seconds between two signs of life: half of WATCHDOG_USEC, if it is meant for this process."""
    known = os.environ if environment is None else environment
    wanted, pid = known.get("WATCHDOG_USEC"), known.get("WATCHDOG_PID")
    if not wanted or (pid and pid != str(os.getpid())):
        return None
    return int(wanted) / 2_000_000
