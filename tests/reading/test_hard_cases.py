"""Replies that clients and people make difficult, one by one: what was typed and where, and what must be filed."""

import pytest

from musmail.conversation.events import Replied
from musmail.reading.read import read
from tests.reading.clients import message
from tests.reading.sample import QUESTIONS, context, preparation, sent

ROWS = preparation()
OWN = (
    "Fra: Hanne Larsen <hanne.larsen@firma.example>\nSendt: 20. november 2026 10:00\n"
    "Til: MUS <mus@firma.example>\nEmne: SV: Forbered\n\n"
)
OURS = (
    "Fra: MUS <mus@firma.example>\nSendt: 19. november 2026 08:12\n"
    "Til: Hanne Larsen <hanne.larsen@firma.example>\nEmne: Forbered\n\n"
)
WROTE = "Den 19-11-2026 kl. 08:12 skrev MUS <mus@firma.example>:\n"
HANNE_WROTE = "Den fre. 20. nov. 2026 kl. 10.00 skrev Hanne Larsen <hanne.larsen@firma.example>:\n"


def letter(number: int = 0, typed: str = "", *, mark: str = "> ", before: str = "") -> str:
    """Give the letter quoted, with words typed into the box of one question."""
    name = QUESTIONS[number - 1][0] if number else ""
    lines = []
    for row in ROWS:
        lines.append(f"{mark}{row.text}")
        if row.box and row.field == name:
            lines.append(f"{before}{typed}")
    return "\n".join(lines)


CASES: dict[str, tuple[str, dict[str, str]]] = {
    "an answer to one's own mail, Outlook": (
        f"2. nyt svar\n\nMvh Hanne\n\n{OWN}1. gammelt svar\n\nMvh Hanne\n\n{OURS}{letter(mark='')}",
        {"opnået": "nyt svar"},
    ),
    "an answer to one's own mail, quote marks": (
        f"2. nyt svar\n\n{HANNE_WROTE}> {WROTE}{letter(3, 'gammelt svar', mark='> > ', before='> ')}",
        {"opnået": "nyt svar"},
    ),
    "typed between the header block and the letter": (
        f"Hej\n\n{OURS}4. Det gik godt\n\n{letter(mark='')}",
        {"godt": "Det gik godt"},
    ),
    "typed between the attribution and the letter": (f"{WROTE}\n4. Godt\n\n{letter()}", {"godt": "Godt"}),
    "only the attribution left of the quotation": (f"{WROTE}\n4. Godt\n5. Skidt\n", {"godt": "Godt", "svært": "Skidt"}),
    "only the header block left of the quotation": (f"{OURS}4. Godt\n5. Skidt\n", {"godt": "Godt", "svært": "Skidt"}),
    "Outlook writes the name before what is typed": (
        f"{OURS}{letter(4, '[Hanne Larsen] Det gik godt', mark='')}",
        {"godt": "Det gik godt"},
    ),
    "a visiting card without a sign-off": (
        f"4. Godt\n\nHanne Larsen\nKonsulent, Drift\nFirmaet A/S\nTlf. 12 34 56 78\n\n{OURS}{letter(mark='')}",
        {"godt": "Godt"},
    ),
    "a signature under the last answer, in the midst of the letter": (
        f"{OURS}{letter(25, 'Sparring.' + chr(10) * 2 + 'Mvh' + chr(10) + 'Hanne Larsen', mark='')}",
        {"andet": "Sparring."},
    ),
    "an environmental footer below everything": (
        f"1. Ro\n\nMvh Hanne\n\n{OURS}{letter(mark='')}\n\nTænk på miljøet, før du udskriver denne mail.\n",
        {"mål": "Ro"},
    ),
    "numbers in brackets": ("(1) Ro\n(2) To ting", {"mål": "Ro", "opnået": "To ting"}),
    "numbers with a stroke": ("1/ Ro\n2/ To ting", {"mål": "Ro", "opnået": "To ting"}),
    "an emoji alone": (letter(4, "👍"), {"godt": "👍"}),
    "lines that begin with a greater-than sign of the person's own": (
        "4. Hvad er gået særlig godt?\n> 5 års erfaring\n> 10 sager\n",
        {"godt": "> 5 års erfaring\n> 10 sager"},
    ),
    "paragraphs in a list on top": (
        "4. Godt.\n\nOgså med kunden.\n\n5. Skidt.\n\nMvh\nHanne Larsen",
        {"godt": "Godt.\n\nOgså med kunden.", "svært": "Skidt."},
    ),
    "a line that only says where the answers are": (
        f"Hej Lars\n\nSe mine svar nedenfor med rødt.\n\n{OURS}{letter(4, 'Godt', mark='')}",
        {"godt": "Godt"},
    ),
    "the whole letter in capitals": (letter(4, "Det gik").upper(), {"godt": "DET GIK"}),
    "quoted with bars": (letter(4, "Det gik godt", mark="| "), {"godt": "Det gik godt"}),
    "an answer with the words of its question": (
        letter(4, "Det, der er gået særlig godt, er Hvad har du lært-kurset"),
        {"godt": "Det, der er gået særlig godt, er Hvad har du lært-kurset"},
    ),
    "an answer that is a number": (letter(4, "4"), {"godt": "4"}),
    "a list of the person's own": (letter(4, "1. et\n2. to\n3. tre"), {"godt": "1. et\n2. to\n3. tre"}),
    "an address in an answer": (letter(4, "Se https://intra.firma.example/a?b=1 og skriv til bo@x.example"),
                                {"godt": "Se https://intra.firma.example/a?b=1 og skriv til bo@x.example"}),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_difficult_reply_is_filed_exactly(name: str) -> None:
    text, expected = CASES[name]
    event = read(message(text + "\n", None), context(sent(ROWS))).outcome
    assert isinstance(event, Replied)
    assert {item.field: item.text for item in event.filed} == expected
    assert event.unfiled == ()


HTML: dict[str, tuple[str, dict[str, str]]] = {
    "a numbered list made by the client": (
        '<ol><li>et</li><li>to</li></ol><ol start="5"><li>fem</li></ol>',
        {"mål": "et", "opnået": "to", "svært": "fem"},
    ),
    "a numbered list as Word writes it": (
        "<p class=MsoListParagraph><![if !supportLists]><span style='mso-list:Ignore'>3.<span>&nbsp; </span></span>"
        "<![endif]>tre<o:p></o:p></p>",
        {"lært": "tre"},
    ),
    "questions in one column and answers in the next": (
        "<table>"
        + "".join(
            f"<tr><td>{row.text}</td><td>{'Det gik <b>godt</b><br>og let' if row.field == 'lært' else ''}</td></tr>"
            for row in ROWS
            if not row.box
        )
        + "</table>",
        {"lært": "Det gik godt\nog let"},
    ),
    "everything on one line": (
        "<div>" + " ".join(row.text + " Ja!" * (row.box and row.field == "lært") for row in ROWS) + "</div>",
        {"lært": "Ja!"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HTML)
def test_a_difficult_reply_in_html_is_filed_exactly(name: str) -> None:
    source, expected = HTML[name]
    event = read(message(None, source), context(sent(ROWS))).outcome
    assert isinstance(event, Replied)
    assert {item.field: item.text for item in event.filed} == expected
    assert event.unfiled == ()
