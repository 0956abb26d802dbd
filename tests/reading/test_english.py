"""Short answers in English, to each kind of letter: Danish and English are equals."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest

from musmail.conversation.events import Replied
from musmail.conversation.letters import EXPECTS, Kind, Recipient
from musmail.reading.marks import take_mark
from musmail.reading.read import Sent, read
from musmail.reading.spoken import INTENTS
from musmail.skema.forms import Mark
from musmail.writing.blocks import Block, Button, Under
from musmail.writing.checking import cases, send_of, view_of
from musmail.writing.facts import facts
from tests.reading.clients import message
from tests.reading.letters import SLOTS
from tests.reading.sample import context, sent, talk
from tests.writing.gallery import composed, shipped_skemas, shipped_texts


@cache
def letter(kind: Kind) -> Sent:
    """Remember a shipped English letter as sent to the employee."""
    case = next(one for one in cases(shipped_skemas("en")) if one.kind is kind and not one.name)
    return replace(
        sent((), kind, version=1), passages=composed(case, Recipient.EMPLOYEE, locale="en").passages
    )


def pressable(kind: Kind) -> Iterator[Button]:
    """List the buttons of a shipped English letter, each action once."""
    case = next(one for one in cases(shipped_skemas("en")) if one.kind is kind and not one.name)
    view = view_of(case, Recipient.EMPLOYEE, "en")
    draft = shipped_texts().draft(
        f"en/{kind.value}.xml", facts(send_of(case, Recipient.EMPLOYEE), view, case.policy)
    )
    yield from {block.action: block for block in _flat(draft.blocks) if isinstance(block, Button)}.values()


def _flat(blocks: tuple[Block, ...]) -> Iterator[Block]:
    for block in blocks:
        yield from _flat(block.blocks) if isinstance(block, Under) else (block,)


def answer(kind: Kind, text: str, *, action: str = "", quote: bool = False) -> Replied:
    """Give the event of an answer to an English letter."""
    if quote:
        below = "\n".join(f"> {line}" for one in letter(kind).passages for line in one.text.split("\n"))
        text = f"{text}\n\nOn Thu, 19 Nov 2026 at 08:12, MUS <mus@firma.example> wrote:\n{below}"
    body = message(text + "\n", None, action=action)
    outcome = read(body, context(letter(kind), action=action, conversation=talk(slots=SLOTS))).outcome
    assert isinstance(outcome, Replied), outcome
    return outcome


AGREED = (
    "Agree", "agree.", "I agree", "Yes, I agree", "I agree with the summary", "Agreed", "I fully agree",
    "Approved", "I approve", "Yes, agreed. Thanks!", "Hi\n\nI agree\n\nBest regards\nHanne", "Seen and agreed",
    "I have read it and I agree", "I completely agree", "I agree with everything", "Agree, thank you for a good talk",
    "That's fine, I agree", "Happy to agree",
)  # fmt: skip
SEEN = (
    "Seen",
    "I have seen it",
    "Read",
    "I've read it",
    "I have read the summary",
    "Seen, thanks",
    "Noted, I have read it",
)
REMARKED = {
    "Agree with a remark: the course is in May": "the course is in May",
    "Agree with remark: the course is in May": "the course is in May",
    "I agree, but the course is in May": "but the course is in May",
    "Yes, but the course is in May": "but the course is in May",
    "I agree, however the course is in May": "however the course is in May",
    "Agree.\n\nThe course is in May, though.": "The course is in May, though.",
    "I agree with one comment: the course is in May": "the course is in May",
}
UNSIGNED = (
    "I do not agree", "I don't agree", "I disagree", "No", "Yes", "OK", "Maybe I agree", "I think I agree", "agree?",
    "I agree if the course is included", "I agree with most of it", "Agree with item 2", "Agree, except item 3",
    "I agree apart from item 3", "I agree. Except for item 3", "I agree to everything but item 3",
    "I can't approve the summary", "I can’t agree to this", "I am not sure I agree", "I would agree if it said May",
    "I agree with Lars that the course matters", "Could you send it again?", "I haven't read it", "Not seen",
    "I no longer agree", "I have not read it yet", "I agree? No.",
)  # fmt: skip


@pytest.mark.parametrize("text", AGREED)
def test_assent_is_read(text: str) -> None:
    event = answer(Kind.SIGN, text)
    assert [(one.intent.value, one.text) for one in event.said] == [("agree", "")]
    assert event.unfiled == ()


@pytest.mark.parametrize("text", SEEN)
def test_having_seen_it_is_read(text: str) -> None:
    assert [one.intent.value for one in answer(Kind.SIGN, text).said] == ["seen"]


@pytest.mark.parametrize("text", REMARKED)
def test_assent_with_a_remark_is_read(text: str) -> None:
    event = answer(Kind.SIGN, text)
    assert [(one.intent.value, one.text) for one in event.said] == [("agree_remark", REMARKED[text])]


@pytest.mark.parametrize("text", UNSIGNED)
def test_doubt_refusal_and_prose_are_no_signature_and_are_kept(text: str) -> None:
    event = answer(Kind.SIGN, text, quote=True)
    assert event.said == ()
    assert event.unfiled or event.filed


OTHERS = (
    (Kind.HELD_QUESTION, "Held", "held"),
    (Kind.HELD_QUESTION, "Yes", "held"),
    (Kind.HELD_QUESTION, "Yes, it was held", "held"),
    (Kind.HELD_QUESTION, "We held it as planned", "held"),
    (Kind.HELD_QUESTION, "Yes, we did", "held"),
    (Kind.HELD_QUESTION, "Yes, we had the talk on Thursday", "held"),
    (Kind.HELD_QUESTION, "It was held on 12 November", "held"),
    (Kind.HELD_QUESTION, "Not held", "not_held"),
    (Kind.HELD_QUESTION, "No, not yet", "not_held"),
    (Kind.HELD_QUESTION, "No", "not_held"),
    (Kind.HELD_QUESTION, "It was not held", "not_held"),
    (Kind.HELD_QUESTION, "It wasn't held", "not_held"),
    (Kind.HELD_QUESTION, "No, we did not hold it", "not_held"),
    (Kind.HELD_QUESTION, "No, we didn't have it", "not_held"),
    (Kind.HELD_QUESTION, "It was cancelled", "not_held"),
    (Kind.HELD_QUESTION, "We had to postpone it", "not_held"),
    (Kind.HELD_QUESTION, "Lars was ill, so it was not held", "not_held"),
    (Kind.HELD_QUESTION, "Partly", "partly"),
    (Kind.HELD_QUESTION, "Some of it", "partly"),
    (Kind.HELD_QUESTION, "Yes, but only half of it", "partly"),
    (Kind.HELD_QUESTION, "We only got halfway", "partly"),
    (Kind.HELD_QUESTION, "Yes, but we did not finish", "partly"),
    (Kind.PREPARATION, "Ready", "ready"),
    (Kind.PREPARATION, "I am ready", "ready"),
    (Kind.PREPARATION, "I'm done", "ready"),
    (Kind.PREPARATION, "I have finished", "ready"),
    (Kind.PREPARATION, "Move", "move"),
    (Kind.PREPARATION, "Move the talk", "move"),
    (Kind.PREPARATION, "Could we move the meeting?", "move"),
    (Kind.PREPARATION, "Can we postpone the talk, please?", "move"),
    (Kind.PREPARATION, "I need to move our talk", "move"),
    (Kind.PREPARATION, "Sorry, I can't make it that day", "move"),
    (Kind.PREPARATION, "I would like to reschedule the meeting", "move"),
    (Kind.DAY_BEFORE, "Short", "short_talk"),
    (Kind.DAY_BEFORE, "Let's have a short talk", "short_talk"),
    (Kind.DAY_BEFORE, "A short talk, please", "short_talk"),
    (Kind.DAY_BEFORE, "We will have the short version", "short_talk"),
    (Kind.OPENING, "Expand 3", "expand 3"),
    (Kind.OPENING, "Please expand on 3", "expand 3"),
    (Kind.OPENING, "Could you expand on answer 3?", "expand 3"),
    (Kind.OPENING, "Tell me more about 3", "expand 3"),
    (Kind.BEFORE_SIGNING, "No", "no_surprise"),
    (Kind.BEFORE_SIGNING, "No to both", "no_surprise"),
    (Kind.BEFORE_SIGNING, "No surprises", "no_surprise"),
    (Kind.BEFORE_SIGNING, "Nothing surprised me and everything can stay", "no_surprise"),
    (Kind.BEFORE_SIGNING, "Strike 2", "strike 2"),
    (Kind.BEFORE_SIGNING, "Please strike item 2", "strike 2"),
    (Kind.BEFORE_SIGNING, "Please remove point 2 from the summary", "strike 2"),
    (Kind.BEFORE_SIGNING, "Point 2 should be removed", "strike 2"),
    (Kind.HELD, "No agreements", "no_agreements"),
    (Kind.HELD, "We made no agreements", "no_agreements"),
    (Kind.HELD, "There are no agreements this time", "no_agreements"),
)


@pytest.mark.parametrize(("kind", "text", "meant"), OTHERS)
def test_a_short_answer_is_read(kind: Kind, text: str, meant: str) -> None:
    found = [
        " ".join(filter(None, (one.intent.value, str(one.number or "")))) for one in answer(kind, text).said
    ]
    assert found == [meant]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("4 done", "done"), ("Agreement 4: done", "done"), ("done 4", "done"), ("4 is finished", "done"),
        ("4 under way", "under_way"), ("4: in progress", "under_way"), ("I have started on 4", "under_way"),
        ("under way 4", "under_way"), ("4 is almost done", "under_way"),
        ("problem 4", "problem"), ("Problem 4: no budget", "problem"), ("4 is stuck", "problem"),
        ("4 has been delayed", "problem"),
    ],
)  # fmt: skip
def test_a_status_is_read(text: str, meant: str) -> None:
    found = answer(Kind.NUDGE, text).said
    assert [(one.intent.value, one.number) for one in found] == [(f"status_{meant}", 4)]


@pytest.mark.parametrize("text", ["4 not done", "I have not started on 4", "Is 4 done?"])
def test_what_is_no_status_is_none(text: str) -> None:
    assert all(one.intent.value != "status_done" for one in answer(Kind.NUDGE, text).said)


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("only me: I sleep badly", Mark.PRIVATE),
        ("Only for me: I sleep badly", Mark.PRIVATE),
        ("Private: I sleep badly", Mark.PRIVATE),
        ("Just for me – I sleep badly", Mark.PRIVATE),
        ("I sleep badly. (only me)", Mark.PRIVATE),
        ("I sleep badly. Please don't share this", Mark.PRIVATE),
        ("only at the meeting: the rota in May", Mark.MEETING),
        ("Keep for the meeting: the rota in May", Mark.MEETING),
        ("Only for the talk: the rota in May", Mark.MEETING),
    ],
)
def test_a_mark_in_english_is_one(text: str, mark: Mark) -> None:
    assert take_mark(text)[1] is mark


@pytest.mark.parametrize(
    "text",
    [
        "It is not only me who thinks so.",
        "At the meeting we only spoke of the rota.",
        "I work in a private company.",
    ],
)
def test_words_in_an_english_sentence_are_no_mark(text: str) -> None:
    assert take_mark(text) == (text, None)


TIMES = (
    ("2", [("choose_slot", 2)]),
    ("Number 2, please", [("choose_slot", 2)]),
    ("The second one works best for me", [("choose_slot", 2)]),
    ("I'll take option 2", [("choose_slot", 2)]),
    ("2 is fine", [("choose_slot", 2)]),
    ("Number 2 suits me", [("choose_slot", 2)]),
    ("I prefer 2", [("choose_slot", 2)]),
    ("Let's take the first", [("choose_slot", 1)]),
    ("None of them suits me", [("other_time", None)]),
    ("None of those work for me, sorry", [("other_time", None)]),
    ("I would like another interviewer", [("other_interviewer", None)]),
    ("Could somebody else hold the talk?", [("other_interviewer", None)]),
    ("2, and I am bringing a companion", [("choose_slot", 2), ("companion", None)]),
)


@pytest.mark.parametrize(("text", "meant"), TIMES)
def test_a_choice_of_time_is_read(text: str, meant: list[tuple[str, int | None]]) -> None:
    found = answer(Kind.CONVENE_EMPLOYEE, text).said
    assert [(one.intent.value, one.number) for one in found] == meant


def test_times_in_english_prose_are_read() -> None:
    text = "I can do Tuesday 15 December at 9, Thursday 17 December from 1 pm, or Friday the 18th at 10:30."
    (one,) = answer(Kind.CONVENE_REMINDER, text).said
    assert one.intent.value == "offer_times"
    assert [f"{slot.start:%d %H:%M}" for slot in one.times] == ["15 09:00", "17 13:00", "18 10:30"]


@pytest.mark.parametrize(
    "text", ["Propose", "Please propose some times", "Propose times for us", "You choose"]
)
def test_times_may_be_left_to_the_mailbox(text: str) -> None:
    assert [one.intent.value for one in answer(Kind.OTHER_TIMES, text).said] == ["propose"]


BUTTONS = [
    pytest.param(kind, button, id=f"{kind}-{button.action}") for kind in EXPECTS for button in pressable(kind)
]


@pytest.mark.parametrize(("kind", "button"), BUTTONS)
def test_a_button_of_an_english_letter_says_what_it_is_for(kind: Kind, button: Button) -> None:
    """Pressed as it is, its words are no remark, reason or companion of the person's own."""
    name = re.sub(r"\d", "", button.action)
    found = answer(kind, button.body or button.say, action=button.action)
    assert [one.intent for one in found.said] == [INTENTS[name]]
    assert all(one.text == "" for one in found.said)
    assert found.unfiled == ()


@pytest.mark.parametrize(("kind", "button"), BUTTONS)
def test_what_an_english_letter_says_to_write_is_understood(kind: Kind, button: Button) -> None:
    found = answer(kind, button.say + (": the course is in May" if button.action == "bemaerkning" else ""))
    wanted = INTENTS[re.sub(r"\d", "", button.action)]
    assert [one.intent for one in found.said] == [wanted]
