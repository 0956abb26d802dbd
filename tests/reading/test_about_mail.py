"""Answers about mail, secrecy and outsiders are answers, wherever they stand: no disclaimer, no banner, no sign-off."""

import pytest

from musmail.conversation.events import Replied
from musmail.reading.read import read
from tests.reading.clients import CLIENTS, Client, Draft, message
from tests.reading.sample import context, preparation, sent
from tests.reading.test_sentinels import said_words

ROWS = preparation()
BOXES = [place for place, row in enumerate(ROWS) if row.box]
TEXTS = (
    "Vi skal slette fortrolige mails hurtigere, end vi gør i dag.",
    "Jeg vil gerne lære, hvordan vi behandler personoplysninger i e-mail og sletter dem igen.",
    "Vi fik en virus via en mail, fordi nogen klikkede, og jeg måtte slette alt det fortrolige.",
    "We should delete confidential e-mail sooner than we do, I think.",
    "Min bedste opgave var privatlivspolitikken, og at vi nu sletter gamle mails fra borgere.",
    "Vagtplanen er fortrolig, og en besked om den blev sendt til alle ved en fejl.",
    "Bemærk: de eksterne konsulenter skal udfases.",
    "Vigtigt: eksterne kunder klager over ventetiden.",
    "Klik ikke på links har vi lært på kurset.",
    "OBS! ekstern hjælp mangler i weekenden.",
    "Hilsen, mvh og den slags skriver jeg for meget af, siger de.",
)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.name)
def test_an_answer_about_mail_is_kept(client: Client, text: str) -> None:
    for draft in (
        Draft(top=(text,), under={}, bottom=()),
        Draft(top=(), under={BOXES[3]: (text,)}, bottom=()),
        Draft(top=(), under={BOXES[-1]: (text,)}, bottom=()),
        Draft(top=(), under={}, bottom=(text,)),
    ):
        plain = client.plain(ROWS, draft, ())
        rich = client.html(ROWS, draft, ()) if "both" in client.kinds else None
        event = read(message(plain, rich), context(sent(ROWS))).outcome
        assert isinstance(event, Replied)
        assert " ".join(text.split()) in " ".join(said_words(event).split())
