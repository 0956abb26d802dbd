"""Who takes part: a party as the conversation knows them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Party:
    """A person of the roster; `address` is where letters go, `aliases` are also believed as senders.

    From the addresses of `delegates` they may be answered for about times, and about nothing else.
    """

    id: str
    name: str
    address: str
    aliases: tuple[str, ...] = ()
    locale: str = "da"
    delegates: tuple[str, ...] = ()

    @property
    def language(self) -> str:
        """Name the folder of their language: en for en-GB, da for da_DK."""
        return language_of(self.locale)

    @property
    def first_name(self) -> str:
        """Say the name colleagues use."""
        return self.name.split()[0] if self.name.split() else self.name

    def writes_from(self, address: str) -> bool:
        """Tell whether a sender address is this person's (RFC 5321 §2.4; compared without case, as mail systems do).

        Case is ASCII's only: a long s or a Kelvin sign lowers to a letter that somebody else's address has.
        """
        return _lower(address.strip()) in {_lower(self.address), *map(_lower, self.aliases)}

    def is_answered_for_from(self, address: str) -> bool:
        """Tell whether a sender address is of somebody who answers for them about times."""
        return _lower(address.strip()) in set(map(_lower, self.delegates))


def language_of(locale: str) -> str:
    """Give the language of a locale such as da-DK or en_GB."""
    return locale.lower().replace("_", "-").partition("-")[0]


def _lower(address: str) -> str:
    return "".join(letter.lower() if letter.isascii() else letter for letter in address)
