"""At the talk every agreement from last time is gone through; what is not reached goes on under its old number."""

from dataclasses import replace
from datetime import date, timedelta

from musmail.conversation.carrying import carried_items
from musmail.conversation.events import AgreementLine, Intent, Said
from musmail.conversation.items import CarriedItem
from musmail.conversation.letters import Kind
from musmail.conversation.state import Agreement, Stage
from musmail.conversation.tidings import ItemsChanged
from musmail.skema.forms import Role
from tests.conversation.talk import Told, at, held, reply

COURSE = CarriedItem(2, "Kursus", "Anna", Role.EMPLOYEE, date(2026, 6, 1), "kan selv", "under_way", ("før",))
DESK = CarriedItem(3, "Ny plads", "Lars", Role.LEADER, None, "", repeated=1)
DONE = CarriedItem(1, "Ugemøde", "Lars", Role.LEADER, None, "", "done")


def with_items() -> Told:
    """A talk that was held, with three agreements behind it, one of them done."""
    told = held()
    told.talk = told.talk.with_shared(last_items=(DONE, COURSE, DESK))
    return told


def summary(told: Told, *said: Said, new: bool = True, words: dict[int, str] | None = None) -> Told:
    line = AgreementLine(1, "Robotkursus", "Anna", date(2027, 3, 1), "", "kan selv")
    filed = {"point:1": "Vi er enige."} | {f"item:{one.number}": one.words for one in said}
    filed |= {f"item:{number}": text for number, text in (words or {}).items()}
    event = reply(
        at(13, 11),
        Role.LEADER,
        Intent.HELD,
        *said,
        kind=Kind.HELD,
        filed=filed,
        agreements=(line,) if new else (),
    )
    return told.hear(event)


def went(intent: Intent, number: int, text: str = "", day: date | None = None) -> Said:
    return Said(intent, number=number, text=text, words=text or "ord", day=day)


def agreements(told: Told) -> dict[int, Agreement]:
    minutes = told.talk.shared.draft or told.talk.shared.minutes[-1]
    return {one.number: one for one in minutes.agreements}


def test_reached_is_closed_and_new_ones_number_on() -> None:
    told = summary(with_items(), went(Intent.ITEM_REACHED, 2))
    found = agreements(told)
    assert sorted(found) == [2, 3, 4]
    assert (found[2].status, found[2].outcome) == ("done", "reached")
    assert (found[4].what, found[4].outcome) == ("Robotkursus", "")


def test_repeated_goes_on_under_its_number_with_its_history_and_a_new_day() -> None:
    told = summary(with_items(), went(Intent.ITEM_REPEATED, 3, "til februar", date(2027, 2, 1)))
    desk = agreements(told)[3]
    assert (desk.repeated, desk.by, desk.status) == (2, date(2027, 2, 1), "open")
    assert desk.history[-1] == "2026-11-13\tLars Højgaard\trepeated\ttil februar"


def test_what_nobody_said_anything_about_goes_on_and_says_so() -> None:
    course = agreements(summary(with_items()))[2]
    assert (course.outcome, course.status, course.repeated) == ("unmentioned", "under_way", 0)
    assert course.history == ("før", "2026-11-13\t\tunmentioned\t")


def test_words_that_do_not_judge_stand_with_it_all_the_same() -> None:
    course = agreements(summary(with_items(), words={2: "Vi talte om lokalet."}))[2]
    assert (course.outcome, course.outcome_words) == ("discussed", "Vi talte om lokalet.")


def test_a_later_mail_corrects_what_an_earlier_one_said() -> None:
    told = with_items()
    summary(told, went(Intent.ITEM_REACHED, 2), new=False)
    event = reply(
        at(13, 11, 11),
        Role.LEADER,
        went(Intent.ITEM_PARTLY, 2),
        kind=Kind.HELD,
        filed={"item:2": "delvist"},
        agreements=(AgreementLine(1, "Robotkursus", "Anna", date(2027, 3, 1), "", "kan selv"),),
    )
    told.hear(event)
    assert agreements(told)[2].outcome == "partly"
    assert len(agreements(told)[2].history) == 2


def test_how_it_went_is_part_of_what_is_signed() -> None:
    one = summary(with_items(), went(Intent.ITEM_REACHED, 2))
    other = summary(with_items(), went(Intent.ITEM_NOT_REACHED, 2))
    drafts = [told.talk.shared.draft for told in (one, other)]
    assert drafts[0] is not None
    assert drafts[1] is not None
    assert drafts[0].digest != drafts[1].digest


def test_unmentioned_items_alone_are_no_plan_and_are_asked_about() -> None:
    told = summary(with_items(), new=False)
    assert Kind.MISSING_PARTS in {kind for kind, _ in told.sent()}


def test_no_new_agreements_may_be_said_outright_beside_old_ones() -> None:
    told = with_items()
    told.hear(
        reply(
            at(13, 11),
            Role.LEADER,
            Intent.HELD,
            Intent.NO_AGREEMENTS,
            kind=Kind.HELD,
            filed={"point:1": "Vi talte om året."},
        )
    )
    assert told.talk.stage is Stage.CHECKING
    assert told.talk.shared.draft is not None
    assert told.talk.shared.draft.no_agreements


def test_a_day_more_than_a_year_ahead_is_asked_about_once() -> None:
    far = AgreementLine(1, "Robotkursus", "Anna", date(2028, 3, 1), "", "kan selv")
    told = held().hear(
        reply(
            at(13, 11),
            Role.LEADER,
            Intent.HELD,
            kind=Kind.HELD,
            filed={"point:1": "Vi er enige."},
            agreements=(far,),
        )
    )
    assert told.about(Kind.MISSING_PARTS)["missing"] == {"1": ("horizon",)}


def test_a_late_word_to_last_years_letter_reaches_the_talk_under_way() -> None:
    told = with_items()
    late = replace(COURSE, status="done", history=(*COURSE.history, "2026-11-12\tAnna Sørensen\tdone\t"))
    told.hear(ItemsChanged(at(12, 11, 14), "late", (late,)))
    summary(told)
    assert {item.number: item.status for item in carried_items(told.talk)}[2] == "done"
    assert 2 not in agreements(told)


def test_a_talk_without_a_summary_carries_last_years_agreements_on_as_they_were() -> None:
    told = with_items()
    told.until(at(12, 11) + timedelta(days=60))
    assert told.talk.stage is Stage.CLOSED
    assert carried_items(told.talk) == (DONE, COURSE, DESK)
