"""Each thing that must never happen is found where it is planted, and nowhere else."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from musmail.conversation.letters import Kind
from musmail.sandbox.faults import faults
from musmail.sandbox.world import Carried, World
from tests.sandbox.company import BEGINS, company, everybody, world


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> World:
    settings = company(tmp_path_factory.mktemp("company"), 2)
    made = world(settings, everybody(settings))
    asyncio.run(made.live(BEGINS + timedelta(days=90)))
    return made


def ours(world: World, kind: Kind) -> Carried:
    return next(mail for mail in world.mails if mail.record and mail.record.kind is kind)


def planted(world: World, *mails: Carried) -> list[str]:
    """Look at a copy of the world in which these mails were carried too."""
    together = sorted((*world.mails, *mails), key=lambda mail: mail.at)
    return faults(replace_mails(world, together))


def replace_mails(world: World, mails: list[Carried]) -> World:
    copy = replace(world, mails=mails)
    copy.addresses = world.addresses
    return copy


def test_a_run_as_it_should_be_has_none(lived: World) -> None:
    assert faults(lived) == []


def test_a_letter_too_many_on_a_day(lived: World) -> None:
    mail = ours(lived, Kind.PREPARATION)
    assert mail.record is not None
    more = [
        replace(mail, record=replace(mail.record, message_id=f"<{n}@example.org>"))
        for n in range(lived.settings.policy.daily_cap + 1)
    ]
    assert any("is the cap" in one for one in planted(lived, *more))


def test_a_letter_in_a_meeting(lived: World) -> None:
    invited = ours(lived, Kind.INVITATION)
    held = ours(lived, Kind.HELD)
    assert held.record is not None
    during = replace(
        held, at=held.at - timedelta(hours=2), record=replace(held.record, message_id="<q@example.org>")
    )
    assert any("in a meeting" in one for one in planted(lived, during))
    assert invited.at < during.at


def test_a_reminder_after_an_answer(lived: World) -> None:
    asked = ours(lived, Kind.SIGN)
    signed = ours(lived, Kind.SIGNED)
    assert asked.record is not None
    late = replace(
        asked,
        at=signed.at,
        record=replace(asked.record, kind=Kind.SIGN_REMINDER, message_id="<r@example.org>"),
    )
    assert any("answered on" in one for one in planted(lived, late))


def test_a_letter_to_somebody_elses_address(lived: World) -> None:
    mail = ours(lived, Kind.AGENDA)
    assert mail.record is not None
    astray = replace(
        mail, recipient="eve@example.net", record=replace(mail.record, message_id="<a@example.org>")
    )
    assert any("went to eve@example.net" in one for one in planted(lived, astray))


def test_somebody_elses_letter_in_a_digest(lived: World) -> None:
    mine, theirs = (ours(lived, kind) for kind in (Kind.HELD, Kind.HELD_QUESTION))
    assert mine.record is not None
    assert theirs.record is not None
    digest = replace(mine.record, kind=Kind.DIGEST, message_id="<d@example.org>")
    astray = replace(mine, record=digest, entries=((theirs.aggregate, theirs.record),))
    assert any(f"{Kind.HELD_QUESTION} for" in one for one in planted(lived, astray))


def test_a_letter_alone_and_in_a_digest(lived: World) -> None:
    mail = ours(lived, Kind.AGENDA)
    assert mail.record is not None
    digest = replace(mail.record, kind=Kind.DIGEST, message_id="<d@example.org>")
    again = replace(mail, record=digest, entries=((mail.aggregate, mail.record),))
    assert any("was carried 2 times" in one for one in planted(lived, again))


def test_the_same_letter_twice(lived: World) -> None:
    assert any("was carried 2 times" in one for one in planted(lived, ours(lived, Kind.AGENDA)))
