"""What every store does: one suite, run against each of them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from musmail.conversation import log
from musmail.conversation.aggregate import Aggregate
from musmail.conversation.letters import Kind, LetterRecord, Status
from musmail.conversation.state import Conversation, Stage
from musmail.errors import StoreError
from musmail.store.protocol import Store
from tests.store.samples import (
    ANNA,
    COPENHAGEN,
    LARS,
    NOON,
    PEOPLE,
    after,
    bytes_of,
    eml,
    entries,
    internal,
    letter,
    meeting,
    passages,
    person,
    sent,
    settled,
    sha,
    talk,
    with_letters,
)


def commit(store: Store, *aggregates: Aggregate) -> None:
    """Commit, with the bytes of every letter."""
    for aggregate in aggregates:
        store.commit(aggregate, bytes_of(*(record.number for record in aggregate.letters)))


def test_an_unknown_aggregate_is_none(store: Store) -> None:
    assert store.load("cnone") is None
    assert store.ids() == ()


def test_a_talk_comes_back_as_it_was_committed(store: Store) -> None:
    whole = replace(
        talk(appointment=meeting(), stage=Stage.MEETING),
        letters=(letter(1), letter(2)),
        internal=(internal(1),),
        log=entries(3),
    )
    commit(store, whole)
    assert store.load("ctalk") == whole


def test_a_person_comes_back_as_committed(store: Store) -> None:
    commit(store, person())
    assert store.load("panna") == person()


def test_words_in_any_script_come_back(store: Store) -> None:
    odd = 'Æøå – “ja” 🙂 \x00 \u2028 \\ " </script>'
    commit(store, talk(reason=odd))
    loaded = store.load("ctalk")
    assert loaded is not None
    assert isinstance(loaded.state, Conversation)
    assert loaded.state.shared.reason == odd


def test_the_chain_of_the_log_still_holds(store: Store) -> None:
    commit(store, replace(talk(), log=entries(5)))
    loaded = store.load("ctalk")
    assert loaded is not None
    assert log.broken_at(loaded.log) is None


def test_what_is_loaded_shares_nothing_with_what_is_kept(store: Store) -> None:
    commit(store, talk())
    for _ in range(2):
        loaded = store.load("ctalk")
        assert loaded is not None
        assert "smuggled" not in loaded.dealt
        loaded.dealt["smuggled"] = "in"


def test_the_hour_the_clock_shows_twice_stays_two_hours(store: Store) -> None:
    first = datetime(2026, 10, 25, 2, 30, tzinfo=COPENHAGEN)
    early, late = (
        replace(talk("cearly"), wake_at=first),
        replace(talk("clate"), wake_at=first.replace(fold=1)),
    )
    commit(store, late, early)
    assert store.due(first + timedelta(days=1)) == ("cearly", "clate")
    assert store.next_wake() == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize("revision", [0, 2, -1])
def test_a_new_aggregate_starts_at_revision_one(store: Store, revision: int) -> None:
    with pytest.raises(StoreError, match="stands at revision 0"):
        commit(store, replace(talk(), revision=revision))
    assert store.ids() == ()


@pytest.mark.parametrize("revision", [1, 2, 4])
def test_a_commit_on_an_old_revision_is_refused(store: Store, revision: int) -> None:
    commit(store, talk(), after(talk()))
    with pytest.raises(StoreError, match="stands at revision 2"):
        commit(store, replace(talk(), revision=revision))
    assert store.load("ctalk") == after(talk())


@pytest.mark.parametrize("name", ["", "x", "../ctalk", "c/talk", "CTALK", "c talk", "c" * 80, "ctalk.new"])
def test_an_id_that_is_no_safe_name_is_refused(store: Store, name: str) -> None:
    with pytest.raises(StoreError, match="no aggregate id"):
        store.commit(replace(talk(), id=name), {})


def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="without a zone"):
        commit(store, replace(talk(), wake_at=datetime(2026, 1, 1)))  # noqa: DTZ001  that is the point


def test_text_that_no_file_can_hold_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="surrogates"):
        commit(store, talk(reason="\udce6"))
    assert store.ids() == ()


def test_a_value_of_another_type_is_refused_by_its_field_and_without_its_content(store: Store) -> None:
    with pytest.raises(StoreError) as caught:
        commit(store, talk(stage="daydreaming", reason=["hemmeligt"]))
    assert "stage" in str(caught.value)
    assert "hemmeligt" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_another_aggregates_state_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="brings the state of ctalk"):
        commit(store, replace(talk(), id="cother"))


def test_two_letters_with_one_number_are_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="one number"):
        store.commit(replace(talk(), letters=(letter(1), letter(1, key="other"))), bytes_of(1))


def test_a_waiting_letters_bytes_are_kept(store: Store) -> None:
    commit(store, replace(talk(), letters=(letter(1),)))
    assert store.blob("ctalk", sha(eml(1))) == eml(1)
    assert store.blob("ctalk", sha(passages(1))) == passages(1)


@pytest.mark.parametrize("status", [Status.SENT, Status.REFUSED, Status.STRUCK])
def test_a_settled_letter_keeps_its_text_and_loses_its_bytes(store: Store, status: Status) -> None:
    first = replace(talk(), letters=(letter(1), letter(2)))
    commit(store, first)
    store.commit(settled(first, [1], status), {})
    with pytest.raises(StoreError, match="keeps no bytes"):
        store.blob("ctalk", sha(eml(1)))
    assert store.blob("ctalk", sha(passages(1))) == passages(1)
    assert store.blob("ctalk", sha(eml(2))) == eml(2)


def test_bytes_two_letters_share_stay_until_both_are_settled(store: Store) -> None:
    first = replace(talk(), letters=(letter(1), letter(2, blob=sha(eml(1)))))
    store.commit(first, {**bytes_of(1), sha(passages(2)): passages(2)})
    second = settled(first, [1])
    store.commit(second, {})
    assert store.blob("ctalk", sha(eml(1))) == eml(1)
    store.commit(settled(second, [2]), {})
    with pytest.raises(StoreError):
        store.blob("ctalk", sha(eml(1)))


def test_a_letter_being_sent_keeps_its_bytes_for_the_next_attempt(store: Store) -> None:
    first = replace(talk(), letters=(letter(1),))
    commit(store, first)
    second = with_letters(first, letter(1, status=Status.SENDING, attempts=1))
    store.commit(second, {})
    assert store.blob("ctalk", sha(eml(1))) == eml(1)
    assert store.outbox() == (("ctalk", second.letters[0]),)


def test_a_letter_struck_as_it_was_written_leaves_only_its_text(store: Store) -> None:
    commit(store, replace(talk(), letters=(letter(1, status=Status.STRUCK),)))
    assert store.blob("ctalk", sha(passages(1))) == passages(1)
    with pytest.raises(StoreError):
        store.blob("ctalk", sha(eml(1)))


@pytest.mark.parametrize("missing", [eml(1), passages(1)])
def test_a_letter_whose_bytes_nobody_brought_is_not_promised(store: Store, missing: bytes) -> None:
    brought = {name: data for name, data in bytes_of(1).items() if name != sha(missing)}
    with pytest.raises(StoreError, match="nobody brought"):
        store.commit(replace(talk(), letters=(letter(1),)), brought)
    assert store.ids() == ()


def test_bytes_under_a_wrong_name_are_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="not those their name"):
        store.commit(talk(), {sha(eml(1)): eml(2)})


def test_bytes_no_letter_names_are_not_kept(store: Store) -> None:
    store.commit(talk(), bytes_of(9))
    with pytest.raises(StoreError):
        store.blob("ctalk", sha(eml(9)))


def test_who_sleeps_longest_past_the_hour_is_due_first(store: Store) -> None:
    for number in (2, 0, 1, 3):
        commit(store, replace(talk(f"ctalk{number}"), wake_at=NOON + timedelta(hours=number)))
    commit(store, replace(talk("cnever"), wake_at=None))
    assert store.due(NOON + timedelta(hours=2)) == ("ctalk0", "ctalk1", "ctalk2")
    assert store.due(NOON + timedelta(hours=2)) == ("ctalk0", "ctalk1", "ctalk2")
    assert store.due(NOON - timedelta(seconds=1)) == ()


def test_an_alarm_set_anew_rings_once_at_its_new_time(store: Store) -> None:
    first = talk()
    second = after(first, wake_at=NOON + timedelta(days=3))
    third = after(second, wake_at=NOON)
    commit(store, first, second, third)
    assert store.due(NOON + timedelta(days=4)) == ("ctalk",)
    assert store.next_wake() == NOON
    commit(store, after(third, wake_at=None))
    assert store.next_wake() is None


def test_the_outbox_gives_the_letter_that_may_leave_first(store: Store) -> None:
    commit(store, replace(talk("ctalk1"), letters=(letter(5, "ctalk1"), letter(2, "ctalk1"))))
    commit(store, replace(talk("ctalk2"), letters=(letter(3, "ctalk2"),)))
    assert [(owner, record.number) for owner, record in store.outbox()] == [
        ("ctalk1", 2),
        ("ctalk2", 3),
        ("ctalk1", 5),
    ]


def test_settled_letters_leave_the_outbox(store: Store) -> None:
    first = replace(talk(), letters=(letter(1), letter(2), letter(3)))
    commit(store, first)
    commit(store, settled(first, [1, 3]))
    assert [record.number for _, record in store.outbox()] == [2]


def test_internal_letters_stay_until_they_are_taken_out(store: Store) -> None:
    first = replace(talk(), internal=(internal(2), internal(1)))
    commit(store, first, replace(talk("cb"), internal=(internal(3),)))
    assert store.internal() == (("cb", internal(3)), ("ctalk", internal(2)), ("ctalk", internal(1)))
    commit(store, after(first, internal=(internal(1),)))
    assert store.internal() == (("cb", internal(3)), ("ctalk", internal(1)))


def test_a_letter_is_found_by_its_message_id_after_it_is_sent(store: Store) -> None:
    first = replace(talk(), letters=(letter(1), letter(2)))
    commit(store, first, settled(first, [1, 2]))
    assert store.letter_by_message_id("<ctalk-2@example.org>") == ("ctalk", 2)
    assert store.letter_by_message_id("<ctalk-3@example.org>") is None


def test_an_inbound_key_is_dealt_with_once_for_all(store: Store) -> None:
    commit(store, talk())
    commit(store, after(talk(), dealt={**talk().dealt, "in-2": "receipt"}))
    assert store.dealt_with("in-2") == "ctalk"
    assert store.dealt_with("in-ctalk") == "ctalk"
    assert store.dealt_with("in-3") is None


def test_a_key_two_aggregates_dealt_with_survives_either(store: Store) -> None:
    commit(store, replace(talk("cb"), dealt={"k": "x"}), replace(talk("ca"), dealt={"k": "x"}))
    assert store.dealt_with("k") == "ca"
    store.erase("ca")
    assert store.dealt_with("k") == "cb"
    store.erase("cb")
    assert store.dealt_with("k") is None


def test_both_parties_find_their_talks_the_oldest_first(store: Store) -> None:
    commit(store, talk("cnew", begun_at=NOON + timedelta(days=400)), talk("cold"), person())
    commit(store, talk("cother", employee=PEOPLE["bo"], begun_at=NOON - timedelta(days=1)))
    assert store.conversations_of("anna") == ("cold", "cnew")
    assert store.conversations_of("lars") == ("cother", "cold", "cnew")
    assert store.conversations_of("nobody") == ()


def test_a_new_leader_takes_the_talk_over(store: Store) -> None:
    first = talk()
    commit(store, first)
    assert isinstance(first.state, Conversation)
    commit(store, after(first, state=first.state.with_shared(leader=PEOPLE["bo"])))
    assert store.conversations_of("lars") == ()
    assert store.conversations_of("bo") == ("ctalk",)


def test_meetings_are_those_agreed_in_talks_still_open(store: Store) -> None:
    late, early = meeting(40), meeting(20)
    commit(store, talk("c1", appointment=late), talk("c2", employee=PEOPLE["bo"], appointment=early))
    commit(store, talk("c3", appointment=meeting(5), stage=Stage.CLOSED), talk("c4"))
    assert store.meetings_of("lars") == (early.slot, late.slot)
    assert store.meetings_of("anna") == (late.slot,)


def test_a_moved_meeting_leaves_no_shadow(store: Store) -> None:
    first = talk(appointment=meeting(20))
    commit(store, first)
    assert isinstance(first.state, Conversation)
    commit(store, after(first, state=first.state.with_shared(appointment=meeting(21))))
    assert store.meetings_of("anna") == (meeting(21).slot,)


def _sent_at(store: Store, *times: datetime, **changes: Any) -> None:
    letters: list[LetterRecord] = [sent(letter(n, **changes), at) for n, at in enumerate(times, 1)]
    commit(store, replace(talk(), letters=tuple(letters)))


def test_letters_count_on_the_civil_day_they_left(store: Store) -> None:
    midnight = datetime(2026, 10, 1, tzinfo=COPENHAGEN)
    second = timedelta(seconds=1)
    _sent_at(store, midnight - second, midnight, midnight, midnight + timedelta(days=1) - second)
    assert store.sent_today("anna", date(2026, 10, 1), COPENHAGEN) == 3
    assert store.sent_today("anna", date(2026, 9, 30), COPENHAGEN) == 1
    assert store.sent_today("anna", date(2026, 10, 1), ZoneInfo("Asia/Tokyo")) == 3
    assert store.sent_today("lars", date(2026, 10, 1), COPENHAGEN) == 0


def test_the_day_of_25_hours_counts_them_all(store: Store) -> None:
    midnight = datetime(2026, 10, 24, 22, tzinfo=UTC)
    _sent_at(store, *(midnight + timedelta(hours=hours) for hours in (-1, 0, 12, 24, 25)))
    assert store.sent_today("anna", date(2026, 10, 25), COPENHAGEN) == 3


def test_receipts_and_letters_not_sent_do_not_count(store: Store) -> None:
    waiting, receipt = letter(1), sent(letter(2, kind=Kind.RECEIPT))
    refused = letter(3, status=Status.REFUSED, settled_at=NOON)
    commit(store, replace(talk(), letters=(waiting, receipt, refused, sent(letter(4)))))
    assert store.sent_today("anna", NOON.date(), COPENHAGEN) == 1


def test_what_is_erased_is_gone_from_every_answer(store: Store) -> None:
    letters = (letter(1), sent(letter(2)))
    commit(store, replace(talk(appointment=meeting()), letters=letters, internal=(internal(1),)), person())
    store.erase("ctalk")
    assert store.load("ctalk") is None
    assert (store.ids(), store.outbox(), store.internal(), store.next_wake()) == (("panna",), (), (), None)
    assert store.due(NOON + timedelta(days=9)) == ()
    assert store.letter_by_message_id("<ctalk-1@example.org>") is None
    assert store.dealt_with("in-ctalk") is None
    assert (store.conversations_of("anna"), store.meetings_of("anna")) == ((), ())
    assert store.sent_today("anna", NOON.date(), COPENHAGEN) == 0
    with pytest.raises(StoreError):
        store.blob("ctalk", sha(passages(2)))


def test_erasing_twice_or_what_never_was_is_quiet(store: Store) -> None:
    commit(store, talk())
    for _ in range(2):
        store.erase("ctalk")
    store.erase("../..")
    assert store.ids() == ()


def test_an_erased_name_may_begin_anew(store: Store) -> None:
    first = replace(talk(), letters=(letter(1),))
    commit(store, first)
    store.erase("ctalk")
    commit(store, talk(employee=LARS, leader=ANNA))
    assert store.load("ctalk") == talk(employee=LARS, leader=ANNA)
    with pytest.raises(StoreError):
        store.blob("ctalk", sha(eml(1)))
