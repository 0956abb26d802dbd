"""Tells the days people offer from those they rule out: "torsdag kan jeg ikke", "not Monday".

Guessed from the few words around, within the clause: a question ("kan vi ikke tage den torsdag?") offers,
"hvis ikke" and "ikke før" offer, and days that are listed together share their fate.
"""

from collections.abc import Sequence

from musmail.scheduling.tokens import Tokens
from musmail.scheduling.vocabulary import CONNECTORS, words

_EXCEPT = frozenset({"undtagen", "except"})  # rule out what follows only
_NO = words("ikke not umuligt umulig impossible cannot optaget busy booket booked forhindret unavailable")
_NOT_AFTER = frozenset({"hvis", "if", "glem", "forget"})
_BOUNDS = words("før inden before until")
_NOT_BEFORE = _BOUNDS | words("kun bare only senere later tidligere earlier mindst")
_ENDS_CLAUSE = frozenset({".", ";", ":", "!", "?", ",", "men", "but", "så", "so"} | _EXCEPT)
_REACH = 8
_SENTENCE = 40
_DOTTED = frozenset({"kl", "d", "ca", "nr", "f", "eks"})

Span = tuple[int, int]


def ruled_out(tokens: Tokens, spans: Sequence[Span]) -> list[bool]:
    """Say of each span of pieces, in order, whether the words around it rule it out."""
    verdicts: list[bool] = []
    groups = _groups(tokens, spans)
    for n, group in enumerate(groups):
        first, stop = group[0][0], group[-1][1]
        following = groups[n + 1][0][0] if n + 1 < len(groups) else len(tokens)
        # "Ikke før torsdag" offers Thursday.
        before = [] if tokens[first - 1].text in _BOUNDS else _before(tokens, first)
        excepted = tokens[first - 1].text in _EXCEPT
        refused = excepted or _refuses(tokens, before) or _refuses(tokens, _beyond(tokens, stop, following))
        verdicts += [refused and not _asks(tokens, stop)] * len(group)
    return verdicts


def _groups(tokens: Tokens, spans: Sequence[Span]) -> list[list[Span]]:
    groups: list[list[Span]] = []
    for first, stop in spans:
        since = groups[-1][-1][1] if groups else 0
        between = {tokens[n].text for n in range(since, min(first, since + 3))}
        if groups and between and first - since <= 2 and between <= CONNECTORS:
            groups[-1].append((first, stop))
        else:
            groups.append([(first, stop)])
    return groups


def _before(tokens: Tokens, first: int) -> list[int]:
    near: list[int] = []
    for at in range(first - 1, max(-1, first - 1 - _REACH), -1):
        if tokens[at].text in _ENDS_CLAUSE:
            break
        near.append(at)
        if tokens[at].first:
            break
    return near


def _beyond(tokens: Tokens, stop: int, following: int) -> list[int]:
    # "torsdag den 12. Fredag kan jeg ikke": the dot of the day was the sentence's end too.
    ended = tokens[stop - 1].text == "." and tokens[stop].capital
    near: list[int] = []
    for at in range(stop, stop if ended else min(following, stop + _REACH)):
        if tokens[at].text in _ENDS_CLAUSE or tokens[at].first:
            break
        near.append(at)
    return near


def _refuses(tokens: Tokens, near: list[int]) -> bool:
    for at in near:
        negated = tokens[at].text in _NO or (tokens[at].text == "t" and tokens[at - 1].text in {"'", "’"})
        if not negated or tokens[at + 1].text in _NOT_BEFORE:
            continue
        earlier = tokens[at - 1].text if tokens[at].text != "t" else tokens[at - 3].text
        if earlier not in _NOT_AFTER and tokens[at + 1].text != "forget":
            return True
    return False


def _asks(tokens: Tokens, stop: int) -> bool:
    """Tell whether the sentence ends in a question mark."""
    for at in range(stop, stop + _SENTENCE):
        piece, before = tokens[at], tokens[at - 1]
        if piece.first or piece.text == "!":
            return False
        if piece.text == "?":
            return True
        if (
            piece.text == "."
            and not tokens[at + 1].glued
            and not before.is_digits
            and before.text not in _DOTTED
        ):
            return False
    return False
