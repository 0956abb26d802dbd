"""One reply in some shape: who answers how, with which client, and what it truly says."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from tests.shapes.answers import Answer, bank
from tests.shapes.clients import CLIENTS, OWN_NAME, Client, Slot, attribution
from tests.shapes.mailing import CHARSETS, ENCODINGS, Charset, encodable, mail, part
from tests.shapes.original import Original, Question, original
from tests.shapes.rendering import Content, Form, Typed, html_of, text_of

WAYS = (
    "box", "below", "invite-line", "invite-gone", "question-line", "above-hint", "list-top", "repeat-top",
    "list-below", "no-quote", "only-some", "only-lines", "mixed",
    "second-mail",
)  # fmt: skip
_INLINE = {
    "box": Slot.BOX, "below": Slot.SPLIT, "invite-line": Slot.INVITE, "invite-gone": Slot.BOX,
    "question-line": Slot.QUESTION, "above-hint": Slot.HINT,
}  # fmt: skip
_ONE_LINE = (Slot.QUESTION, Slot.INVITE)
_BARE_STYLES = ("{}. ", "{}) ", "{}: ", "({}) ", "{} - ", "{}.\n")
_STYLES = {
    "da": (*_BARE_STYLES, "Spm. {}: ", "Ad {}: ", "Spørgsmål {}: ", "Nr. {}: ", "Spørgsmål {}\n"),
    "en": (*_BARE_STYLES, "Q{}: ", "Re {}: ", "Question {}: ", "No. {}: ", "Question {}\n"),
}
_GREETINGS = {
    "da": ((), ("Hej",), ("Hej", "", "Her er mine svar."), ("Kære alle", ""), ("Hej Lars", "")),
    "en": ((), ("Hi",), ("Hello", "", "Here are my answers."), ("Dear all", "")),
}
_PREFACES = {
    "da": (
        "Resten kommer i morgen, når jeg har talt med Mette.",
        "Jeg er på ferie fra fredag og kan ikke ringes op.",
    ),
    "en": (
        "The rest comes tomorrow when I have spoken with Mette.",
        "I am on holiday from Friday and cannot be phoned.",
    ),
}
_SIGNATURES = {
    "da": (
        (),
        ("Venlig hilsen", OWN_NAME),
        (
            "Med venlig hilsen",
            "",
            OWN_NAME,
            "Maskinfører",
            "Værkstedet A/S",
            "Havnevej 12, 8000 Aarhus C",
            "Tlf. 12 34 56 70",
        ),
        ("Mvh", "Anna"),
        ("-- ", OWN_NAME, "Værkstedet A/S | Linje 2 | +45 12 34 56 70"),
    ),
    "en": (
        (),
        ("Best regards", OWN_NAME),
        ("Kind regards,", "", OWN_NAME, "Machine operator", "Værkstedet A/S", "Phone +45 12 34 56 70"),
        ("-- ", OWN_NAME, "Værkstedet A/S | Line 2 | +45 12 34 56 70"),
    ),
}
_DISCLAIMERS = {
    "da": "Denne e-mail kan indeholde fortrolige oplysninger. Har du modtaget den ved en fejl, bedes du slette "
    "den og give afsenderen besked.",
    "en": "This e-mail may contain confidential information. If you are not the intended recipient, please "
    "delete it and notify the sender.",
}
_BANNERS = {
    "da": "ADVARSEL: Denne e-mail kommer fra en afsender uden for organisationen. Klik ikke på links, medmindre "
    "du kender afsenderen.",
    "en": "CAUTION: This email originated from outside of the organization. Do not click links unless you "
    "recognize the sender.",
}
# Words that, alone on the last line of a mail, are as likely its end as an answer.
_ENDINGS = frozenset({"Anna", "Tak", "Tak for et godt år!", "Thanks", "-"})
_SIGN_OFFS = frozenset({"Mvh", "Regards", "Hilsen\nnattevagten"})
_DATED = re.compile(r"(?:Maj|May) ")  # "12. Maj var god": the answer to 12, or of that day


@dataclass(frozen=True)
class Shape:
    """A reply with its truth; `soft`: fields nobody could be sure of, whose words may stay unfiled."""

    client: str
    way: str
    locale: str
    detail: str
    body: bytes
    truth: dict[str, Answer]
    bullets: frozenset[str]
    soft: frozenset[str]
    earlier: dict[str, Answer]
    preface: str
    foreign: tuple[str, ...]  # lines that are nobody's answer
    doubtful: bool  # bare numbers in disorder may as well count something within an answer


@dataclass
class _Draft:
    content: Content = field(default_factory=Content)
    truth: dict[str, Answer] = field(default_factory=dict)
    bullets: set[str] = field(default_factory=set)
    soft: set[str] = field(default_factory=set)
    earlier: dict[str, Answer] = field(default_factory=dict)
    detail: str = ""
    doubtful: bool = False


def _typed(answer: Answer, chance: random.Random, client: Client) -> Typed:
    lines = answer.lines
    alike = len(lines) > 1 and (
        all(line.startswith(("- ", "* ", "• ")) for line in lines)
        or all(line[0:1].isdigit() and line[1:3] == ". " for line in lines)
    )
    forms = [Form.PLAIN, Form.PLAIN, *([Form.CLONE, Form.STYLED] if client.html and not client.flat else [])]
    forms += [Form.NAMED] if client.word else []
    bullets = bool(alike and client.html and chance.random() < 0.4)
    return Typed(lines, bullets, Form.PLAIN if bullets else chance.choice(forms))


def _in_a_list(
    chosen: list[tuple[Question, Answer]], style: str, *, repeated: bool, loose: bool, bare: bool = False
) -> Iterator[str]:
    """Give answers as a list by number, or each below its question typed anew."""
    for question, answer in chosen:
        if repeated:
            yield question.text if bare else question.line
            yield from answer.lines
        else:
            head, _, rest = style.format(question.number).partition("\n")
            first, *more = (
                (head + rest + answer.text) if "\n" not in style else head + "\n" + answer.text
            ).split("\n")
            yield first
            yield from more
        if loose:
            yield ""


def _fits(answer: Answer, *, style: str) -> bool:
    """Say whether a human could tell the answer in a list by number."""
    if len(answer.lines) > 1 and answer.numbered:
        return False
    glued = style in ("{} - ", "{}.\n", "{}: ", "Spørgsmål {}\n", "Question {}\n")
    return not (glued and (answer.numbered or answer.text == "-"))


def _list(
    draft: _Draft,
    chosen: list[tuple[Question, Answer]],
    way: str,
    client: Client,
    locale: str,
    chance: random.Random,
) -> Typed:
    repeated = way == "repeat-top"
    style = chance.choice(_STYLES[locale])
    bare = repeated and chance.random() < 0.5
    loose = chance.random() < 0.5 or any("" in answer.lines for _, answer in chosen)
    if not repeated:
        chosen = [(question, answer) for question, answer in chosen if _fits(answer, style=style)]
    if chance.random() < 0.2:
        chance.shuffle(chosen)
        ordered = chosen == sorted(chosen, key=lambda one: one[0].number)
        draft.doubtful = not (repeated or ordered or style[0].isalpha())
        draft.detail = "" if ordered or repeated else "disordered "
    real = (
        not repeated
        and client.html
        and style == "{}. "
        and all(len(answer.lines) == 1 for _, answer in chosen)
    )
    if chosen and chosen[-1][1].text in _SIGN_OFFS:
        chosen = chosen[:-1]  # nobody could tell it from the end of the mail
    draft.truth = {question.field: answer for question, answer in chosen}
    draft.soft |= {
        question.field for question, answer in chosen if style == "{}. " and _DATED.match(answer.text)
    }
    if chosen and chosen[-1][1].text in _ENDINGS and (repeated or "\n" in style):
        draft.soft.add(chosen[-1][0].field)
    draft.detail += "question " if repeated else f"{style!r} "
    if real and chosen and chance.random() < 0.6:
        draft.detail += "<ol> "
        return Typed(
            tuple(answer.text for _, answer in chosen),
            numbers=tuple(question.number for question, _ in chosen),
        )
    if chance.random() < 0.15:
        style = style.replace(" ", "\u00a0") if "\n" not in style else style
    return Typed(tuple(_in_a_list(chosen, style, repeated=repeated, loose=loose, bare=bare)) or ("",))


def _inline(
    draft: _Draft, chosen: list[tuple[Question, Answer]], slot: Slot, client: Client, chance: random.Random
) -> None:
    broken = slot in _ONE_LINE and bool(client.html) and chance.random() < 0.4
    if slot in _ONE_LINE and not broken:
        chosen = [(question, answer) for question, answer in chosen if answer.short]
    typed = {(slot, question.field): _typed(answer, chance, client) for question, answer in chosen}
    if broken:
        typed = {key: replace(one, bullets=False, form=Form.BREAK) for key, one in typed.items()}
    draft.truth |= {question.field: answer for question, answer in chosen}
    draft.bullets = {name for (_, name), one in typed.items() if one.bullets}
    draft.content = replace(draft.content, inline=typed)
    draft.detail += slot.name.lower() + ("-break" if broken else "")


def _echoes(question: Question, answer: Answer) -> bool:
    """Say whether the answer begins by saying its own question or hint: nobody knows whether that belongs to it."""
    if answer.text.startswith(question.hint):
        return True
    asked = re.findall(r"\w+", question.text.lower())
    said = re.findall(r"\w+", answer.text.lower())[: len(asked) + 2]
    return sum(word in said for word in asked) >= 0.7 * len(asked)


def _chosen(
    letter: Original, locale: str, client: Client, chance: random.Random
) -> list[tuple[Question, Answer]]:
    count = chance.choice((1, 2, 3, 4, 6, 9))
    questions = sorted(chance.sample(letter.questions, count), key=lambda question: question.number)
    pairs = zip(questions, chance.sample(bank(locale), count), strict=True)
    # A heading of ours and nothing else is told from the heading itself by the quote mark alone.
    headings = letter.lines if client.html or not client.level.strip() else ()
    return [(q, a) for q, a in pairs if not _echoes(q, a) and a.text not in headings]


def _drafted(client: Client, way: str, locale: str, chance: random.Random) -> _Draft:
    letter = original(locale)
    draft = _Draft()
    chosen = _chosen(letter, locale, client, chance)
    if way in _INLINE:
        _inline(draft, chosen, _INLINE[way], client, chance)
        draft.content = replace(draft.content, without_invite=way == "invite-gone")
    elif way == "only-some":
        _inline(draft, chosen, chance.choice((Slot.BOX, Slot.SPLIT)), client, chance)
        draft.content = replace(draft.content, kept=tuple(draft.truth))
    elif way == "only-lines":
        _inline(draft, chosen, Slot.SPLIT, client, chance)
        draft.content = replace(draft.content, kept=tuple(draft.truth), only_lines=True)
    elif way == "list-below":
        typed = _list(draft, chosen, way, client, locale, chance)
        draft.content = replace(draft.content, bottom=(typed,))
    elif way == "mixed":
        half = len(chosen) // 2
        typed = _list(draft, chosen[:half], way, client, locale, chance)
        draft.content = replace(draft.content, top=(typed,) if half else ())
        _inline(draft, chosen[half:], chance.choice((Slot.BOX, Slot.SPLIT)), client, chance)
    else:
        typed = _list(draft, chosen, way, client, locale, chance)
        draft.content = replace(draft.content, top=(typed,), quoted=way != "no-quote" and not client.flat)
    if way == "second-mail":
        taken = {answer.text for _, answer in chosen}
        before = [
            (q, a)
            for q, a in _chosen(letter, locale, client, chance)
            if a.text not in taken and _fits(a, style="{}.\n")
        ]
        draft.earlier = {question.field: answer for question, answer in before}
        rows = tuple(_in_a_list(before, "{}. ", repeated=False, loose=True))
        draft.content = replace(draft.content, earlier=(Typed((*_GREETINGS[locale][1], "", *rows)),))
    return draft


def _dressed(
    draft: _Draft, client: Client, way: str, locale: str, chance: random.Random
) -> tuple[str, tuple[str, ...]]:
    """Add greeting, signature, banner and what a gateway adds; give the preface and the lines that answer nothing."""
    greeting = chance.choice(_GREETINGS[locale])
    preface = chance.choice(_PREFACES[locale]) if chance.random() < 0.2 else ""
    signature: tuple[str, ...] = chance.choice(_SIGNATURES[locale])
    if client.device and chance.random() < 0.6:
        signature = (client.device[locale == "en"],)
    after = (_DISCLAIMERS[locale],) if chance.random() < 0.12 else ()
    banner = _BANNERS[locale] if chance.random() < 0.12 else ""
    opening = (*greeting, *((preface,) if preface else ()))
    first = (Typed((*opening, "")),) if opening else ()
    content = draft.content
    draft.content = replace(
        content,
        top=(*first, *content.top),
        signature=signature,
        after=after,
        banner=banner,
        signature_below=way == "list-below" or (not client.html and way in _INLINE and chance.random() < 0.7),
    )
    mine = tuple(line for line in signature if line.strip("- ") and line not in ("Anna",))
    return preface, (*mine, *after, *((banner,) if banner else ()))


def _charset(texts: list[str], chance: random.Random) -> Charset:
    charset = chance.choice((CHARSETS[0],) * 5 + CHARSETS)
    return charset if all(encodable(text, charset) for text in texts) else CHARSETS[0]


def ways_of(client: Client) -> tuple[str, ...]:
    """Name the ways of answering a client allows."""
    return ("no-quote", "repeat-top") if client.flat else WAYS


def shape(client: Client, way: str, locale: str, serial: int, seed: int) -> Shape:
    """Make one reply."""
    chance = random.Random(f"{client.name} {way} {locale} {serial} {seed}")
    letter = original(locale)
    subject = letter.letter.subject
    draft = _drafted(client, way, locale, chance)
    preface, foreign = _dressed(draft, client, way, locale, chance)
    text = text_of(client, locale, subject, draft.content)
    kinds = ("text",) if not client.html else chance.choice((("text", "html"),) * 4 + (("html",),))
    html = html_of(client, locale, subject, draft.content) if "html" in kinds else ""
    charset, encoding = _charset([text] if "text" in kinds else [html], chance), chance.choice(ENCODINGS)
    parts = []
    if "text" in kinds:
        parts.append(part("text/plain", text, charset, encoding, flowed=client.flowed))
    if html:
        parts.append(part("text/html", html, charset, encoding))
    if not html and client.level:
        draft.soft |= {
            name for name, answer in draft.truth.items() if any(row[:1] == ">" for row in answer.lines)
        }
    draft.soft |= {name for name, answer in draft.truth.items() if answer.empty}
    above = attribution(client, locale, subject).split("\n")
    return Shape(
        client.name, way, locale, f"{draft.detail} {'+'.join(kinds)} {charset.name} {encoding}",
        mail(client, letter, subject, parts, serial, second=way == "second-mail"),
        draft.truth, frozenset(draft.bullets), frozenset(draft.soft), draft.earlier, preface,
        (*letter.lines, *foreign, *(line for line in above if line.strip("_- "))),
        draft.doubtful,
    )  # fmt: skip


def shapes(count: int, seed: int = 1) -> Iterator[Shape]:
    """Make many: every client with every way in both languages, over and over with other words."""
    product = [
        (client, way, locale) for client in CLIENTS for way in ways_of(client) for locale in ("da", "en")
    ]
    order = random.Random(seed)
    serial = 0
    while serial < count:
        order.shuffle(product)
        for client, way, locale in product[: count - serial]:
            yield shape(client, way, locale, serial, seed)
            serial += 1
