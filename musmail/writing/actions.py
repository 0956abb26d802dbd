"""Buttons without a web server: a `mailto:` whose address carries the action, with subject and words filled in."""

from dataclasses import dataclass, replace
from urllib.parse import quote

from musmail.conversation.policy import Mailbox
from musmail.conversation.tokens import Token, mint
from musmail.writing.blocks import Button
from musmail.writing.cleaning import clean, one_line


@dataclass(frozen=True)
class Addressing:
    """What the addresses of one letter are made from."""

    mailbox: Mailbox
    secret: bytes
    aggregate: str
    number: int

    @property
    def domain(self) -> str:
        """Give the mailbox's domain."""
        return self.mailbox.address.rpartition("@")[2]

    @property
    def tag(self) -> str:
        """Give what every subject ends with, the last way home for a reply."""
        return f"[{self.aggregate}]"

    @property
    def message_id(self) -> str:
        """Give the letter's Message-ID, the same whenever it is composed."""
        return f"<{mint(self.secret, Token(self.aggregate, self.number, 'id'))}@{self.domain}>"

    def reply_to(self, action: str = "") -> str:
        """Give the address a reply to this letter, or a press of one of its buttons, goes to."""
        if not self.mailbox.sub_addressing:
            return self.mailbox.address
        local, _, domain = self.mailbox.address.rpartition("@")
        return f"{local}+{mint(self.secret, Token(self.aggregate, self.number, action))}@{domain}"

    def mailto(self, button: Button) -> str:
        """Write the link of a button (RFC 6068); its words stand in the body too, for servers without `+`."""
        if button.letter:  # in a digest: as if it had been pressed in the letter itself
            aggregate, _, number = button.letter.partition("/")
            there = replace(self, aggregate=aggregate, number=int(number))
            return there.mailto(replace(button, letter=""))
        # The one way home from a button where an address takes no token: the letter's number stands in it too.
        tag = self.tag if self.mailbox.sub_addressing else f"[{self.aggregate}-{self.number}]"
        subject = quote(f"{one_line(button.label)} {tag}", safe="")
        body = quote(clean(button.body or button.say).replace("\n", "\r\n"), safe="")
        return f"mailto:{self.reply_to(button.action)}?subject={subject}&body={body}"
