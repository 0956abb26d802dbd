"""A whole MUS on the real servers, prepared in two mails: the second completes, corrects and takes back the first."""

import pytest

from musmail.conversation.letters import Kind
from musmail.conversation.state import Stage
from musmail.sandbox.clients import Client
from musmail.skema.forms import Mark, Role
from tests.mus.dialogue import (
    assert_it_ended_signed_and_followed,
    at,
    from_the_opening_to_the_follow_up,
    to_the_preparation,
    write,
)
from tests.mus.people import newest, opened
from tests.mus.workplace import DONE, REVIEW, Workplace

pytestmark = pytest.mark.servers

FIRST = {
    1: "At få lagt en plan for kurset.",
    2: "Pakkelinjen kom i drift i marts.",
    3: "At spørge, før jeg går i gang.",
    4: "Holdet hjalp hinanden, også i ferien.",
    5: "kun mig: Jeg overvejer at sige op.",
    6: "Drift af linje 2 og oplæring af nye.",
}
CORRECTED = "At spørge først, og at sige nej i tide."
SECRET = "Jeg overvejer at sige op."


def test_two_partial_mails_add_up_to_one_preparation_and_a_signed_summary(workplace: Workplace) -> None:
    place = workplace
    daemon = place.run()
    to_the_preparation(place)
    form = place.conversation().shared.skemas[Role.EMPLOYEE]
    ids = {number: question.id for number, question in form.numbered()}
    rest = {number: f"Mit svar på nummer {number}." for number in ids if number > max(FIRST)}
    assert len(rest) > 10

    place.jump(at(10, 23, 10))
    write(
        place, "anna", Kind.PREPARATION, Client.OUTLOOK, "Hej\n\nHer er de første.",
        {ids[number]: text for number, text in FIRST.items()},
    )  # fmt: skip
    daemon.kill()  # wherever it is with it
    daemon = place.run()
    place.rest()
    assert set(place.conversation().employee.standing()) == {ids[number] for number in FIRST}

    place.jump(at(10, 27, 10))
    lines = [f"{number}: {text}" for number, text in ({3: CORRECTED} | rest).items()]
    daemon.kill()  # the second mail comes while nobody is there
    write(
        place, "anna", Kind.RECEIPT, Client.IPHONE, "\n".join(["Slet mit svar på 2.", "", *lines, "", "Klar"])
    )
    place.run()
    place.rest()
    standing = {
        name: (one.text, one.mark)
        for name, one in place.conversation().employee.standing().items()
        if one.text
    }
    wanted = {
        number: text for number, text in ({**FIRST, 3: CORRECTED} | rest).items() if number not in (2, 5)
    }
    assert standing == {ids[number]: (text, Mark.OPENING) for number, text in wanted.items()} | {
        ids[5]: (SECRET, Mark.PRIVATE)
    }
    assert place.conversation().employee.unfiled == ("Her er de første.",)
    said = newest(place, "anna", Kind.RECEIPT).words
    assert "Ændret: svar 3." in said
    assert "Der står ikke noget under 2 nu." in said
    assert "du er færdig" in said

    place.jump(at(10, 28, 10))
    write(
        place, "lars", Kind.PREPARATION, Client.OUTLOOK_MOBILE, "1: At Anna går herfra med to ting.\n\nKlar"
    )
    place.rest()
    assert place.conversation().stage is Stage.OPENED
    opening = newest(place, "lars", Kind.OPENING).words
    assert all(text in opening for text in wanted.values())

    from_the_opening_to_the_follow_up(place)
    assert_it_ended_signed_and_followed(place)
    to_lars = " ".join(opened(mail).words for mail in place.letters("lars"))
    assert [text for text in (SECRET, FIRST[2], FIRST[3]) if text in to_lars] == []
    assert SECRET not in " ".join(opened(mail).words for mail in place.letters("anna"))
    assert not any(SECRET in opened(mail).words for mail in place.our(DONE) + place.our(REVIEW))
    assert place.our(REVIEW) == []
