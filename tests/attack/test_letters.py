"""Every letter that was wished for goes out once, also when one mail asks for several things."""

from tests.attack.stages import EMPLOYEE, LEADER, at, bring, letters, say
from tests.dialogues.play import Stage


def _sent(stage: Stage, since: int) -> list[tuple[str, str]]:
    return [(who, kind) for _, who, kind in stage.sent[since:]]


async def test_a_time_and_a_companion_in_one_mail_lead_to_one_invitation_each(stage: Stage) -> None:
    await bring(stage, "asking_employee")
    before = len(stage.sent)
    words = "Nr. 2 passer bedst. Jeg tager min TR Tove med som bisidder."
    await say(stage, at(10, 16), EMPLOYEE, "convene_employee", words)
    await stage.until(at(10, 16, 12))
    assert _sent(stage, before) == [(EMPLOYEE, "invitation"), (LEADER, "invitation")]
    assert b"Tove" in stage.mails[-1].data


async def test_two_answers_to_expand_are_both_asked_about(stage: Stage) -> None:
    await bring(stage, "opened")
    before = len(stage.sent)
    await say(stage, at(11, 5, 11), LEADER, "opening", "uddyb 1 og 4")
    await stage.until(at(11, 5, 12))
    assert _sent(stage, before).count((EMPLOYEE, "after_opening")) == 2


async def test_two_lines_struck_in_one_mail_lead_to_one_version_to_sign(stage: Stage) -> None:
    await bring(stage, "signing")
    before = len(stage.sent)
    await say(stage, at(11, 16, 11), EMPLOYEE, "sign", "stryg 1 og 2")
    await stage.until(at(11, 16, 12))
    assert _sent(stage, before) == [(EMPLOYEE, "sign"), (LEADER, "sign")]
    assert stage.talk.shared.minutes[-1].lines == ()
    assert letters(stage)[-1].version == stage.talk.shared.minutes[-1].version


async def test_whoever_is_asked_anew_is_reminded_anew(stage: Stage) -> None:
    await bring(stage, "asking_employee")
    await say(stage, at(10, 23, 12), EMPLOYEE, "convene_employee", "Ingen af dem passer mig")
    before = len(stage.sent)
    await stage.until(at(11, 6))
    assert _sent(stage, before).count((LEADER, "convene_reminder")) == 1
