"""The words people use for days and times, Danish and English, with the spellings of keyboards without æ, ø, å."""


def words(listed: str) -> frozenset[str]:
    """Make a set of words that are listed with spaces between."""
    return frozenset(listed.split())


def _numbered(start: int, *languages: str) -> dict[str, int]:
    return {name: n for listed in languages for n, name in enumerate(listed.split(), start)}


MONTHS = _numbered(
    1,
    "januar februar marts april maj juni juli august september oktober november december",
    "january february march april may june july august september october november december",
)
_SHORT_MONTHS = (
    "jan",
    "feb febr",
    "mar",
    "apr",
    "",
    "jun",
    "jul",
    "aug",
    "sep sept",
    "okt oct",
    "nov",
    "dec",
)
SHORT_MONTHS = {word: n for n, listed in enumerate(_SHORT_MONTHS, 1) for word in listed.split()}
ANY_MONTHS = MONTHS | SHORT_MONTHS
# Also verbs, so they need more than standing there.
DOUBTFUL_MONTHS = frozenset({"may", "march"})

_DANISH_DAYS = "mandag tirsdag onsdag torsdag fredag lørdag søndag"
_ENGLISH_DAYS = "monday tuesday wednesday thursday friday saturday sunday"
_TYPED_DAYS = {"loerdag": 5, "lordag": 5, "soendag": 6, "sondag": 6}
WEEKDAYS = _numbered(0, _DANISH_DAYS, _ENGLISH_DAYS) | _TYPED_DAYS
_SHORT_WEEKDAYS = (
    "man mon",
    "tir tirs tue tues",
    "ons wed",
    "tor tors thu thur thurs",
    "fre fri",
    "lør sat",
    "søn sun",
)
SHORT_WEEKDAYS = {word: n for n, listed in enumerate(_SHORT_WEEKDAYS) for word in listed.split()}
# Also ordinary words or names ("man" is "one", "fri" is "free", Tor is a name).
DOUBTFUL_WEEKDAYS = frozenset({"man", "mon", "fri", "sat", "sun", "wed", "tor", "søn"})
PAST_WEEKDAYS = {f"{name}s": n for name, n in _numbered(0, _DANISH_DAYS).items()}  # i mandags

NEXT = frozenset({"næste", "naeste", "next"})
THIS = frozenset({"denne", "this"})
LAST = frozenset({"sidste", "last"})
EACH = frozenset({"hver", "hvert", "every", "each"})
EVERY_OTHER = frozenset({"anden", "andet", "tredje", "other", "second", "third"})
CONNECTORS = frozenset({"eller", "og", "or", "and", ",", "/", "samt"})
DASHES = frozenset({"-", "–", "—"})
ORDINALS = frozenset({"st", "nd", "rd", "th"})

_COUNTING = "en to tre fire fem seks syv otte ni ti elleve tolv"
_COUNTING_IN_ENGLISH = "one two three four five six seven eight nine ten eleven twelve"
DANISH_NUMBERS = {word: n for n, word in enumerate(_COUNTING.split(), 1)}
NUMBERS = (
    DANISH_NUMBERS
    | {word: n for n, word in enumerate(_COUNTING_IN_ENGLISH.split(), 1)}
    | {"et": 1, "én": 1, "ét": 1, "een": 1, "a": 1, "an": 1}
)

# A number before one of these counts something.
UNITS = words(
    "af of del dele time timer hour hours minut minutter min minutes dag dage day days uger weeks måned måneder "
    "mdr months år year years års gang gange times kr kroner dkk procent pct % mio personer person mennesker people "
    "medarbejdere stilling stillinger normering årsværk fte point points side sider sal km m kg"
)
# A number after one of these is a name.
LABELS = words(
    "nr no number version v kapitel kap afsnit punkt pkt side s bilag sag § # figur tabel score karakter vol"
)
