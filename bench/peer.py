"""The reply parsers of others, run by an interpreter that has them: mails as JSON on stdin, what they make of each out.

It knows nothing of musmail. One mail may take a parser ten seconds; then it counts as not read.
"""

import json
import signal
import sys
import time
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import version

LONGEST = 10  # seconds


def _zapier() -> Callable[[str], str]:
    parse: Callable[[str], str] = import_module("email_reply_parser").EmailReplyParser.parse_reply
    return parse


def _mail_parser_reply() -> Callable[[str], str]:
    parser = import_module("mailparser_reply").EmailReplyParser(languages=["da", "en"])
    return lambda text: parser.parse_reply(text=text) or ""


def _quotequail() -> Callable[[str], str]:
    quote = import_module("quotequail").quote
    return lambda text: "\n".join(part for shown, part in quote(text) if shown)


def _talon() -> Callable[[str], str]:
    parse: Callable[[str], str] = import_module("talon.quotations").extract_from_plain
    return parse


PEERS = {
    "email-reply-parser": _zapier,
    "mail-parser-reply": _mail_parser_reply,
    "quotequail": _quotequail,
    "talon": _talon,
}


def _late(number: int, frame: object) -> None:
    raise TimeoutError


def main() -> None:
    """Let every parser read every mail."""
    texts = json.load(sys.stdin)
    signal.signal(signal.SIGALRM, _late)
    told = []
    for name, load in PEERS.items():
        parse = load()
        parse(texts[0])
        replies, spent = [], 0.0
        for text in texts:
            signal.alarm(LONGEST)
            begun = time.perf_counter()
            try:
                reply = parse(text)
            except Exception as error:
                reply = f"raised {type(error).__name__}"
            spent += time.perf_counter() - begun
            signal.alarm(0)
            replies.append(reply)
        told.append({"name": f"{name} {version(name)}", "replies": replies, "seconds": spent})
    json.dump(told, sys.stdout)


main()
