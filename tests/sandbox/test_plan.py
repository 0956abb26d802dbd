"""The plan: every mail of the year, certain or only if somebody is silent, with the setting it comes from."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from pydantic import BaseModel

from musmail.conversation.policy import Sector
from musmail.conversation.reasons import BESIDE, OF_ANSWERS, OF_MILESTONES
from musmail.conversation.table import MILESTONES
from musmail.sandbox.plan import Planned, plan
from musmail.sandbox.staff import Pace
from musmail.settings.load import Settings
from musmail.settings.model import MusmailYaml
from tests.sandbox.company import BEGINS, company, everybody, world


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return company(tmp_path_factory.mktemp("company"), 3)


@pytest.fixture(scope="module")
def planned(settings: Settings) -> list[Planned]:
    return plan(settings, now=BEGINS)


def keys_of(model: type[BaseModel], before: str = "") -> Iterator[str]:
    for name, info in model.model_fields.items():
        yield f"{before}{name}"
        inner = info.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from keys_of(inner, f"{before}{name}.")


def test_every_milestone_has_a_reason() -> None:
    names = {milestone.name for rows in MILESTONES.values() for milestone in rows}
    assert names - OF_MILESTONES.keys() == set()


def test_every_reason_names_a_setting_that_exists() -> None:
    reasons = (*OF_MILESTONES.values(), *OF_ANSWERS.values(), *BESIDE.values())
    assert {reason.setting for reason in reasons} - set(keys_of(MusmailYaml)) == set()


def test_every_mail_of_the_plan_says_why_and_from_which_setting(planned: list[Planned]) -> None:
    assert planned
    assert [row for row in planned if not (row.why and row.setting and row.about)] == []


def test_both_kinds_are_there_and_reminders_are_never_certain(planned: list[Planned]) -> None:
    certain = {row.letter for row in planned if row.certain}
    silent = {row.letter for row in planned if not row.certain}
    assert {"convene_leader", "preparation", "agenda", "held", "sign"} <= certain
    assert {"convene_reminder", "preparation_reminder", "summary_reminder", "sign_reminder"} <= silent
    assert [letter for letter in certain if letter.endswith("_reminder")] == []


def test_the_yearly_entitlement_is_planned_for_those_it_is_owed(settings: Settings) -> None:
    policy = replace(settings.policy, sector=Sector.PUBLIC)
    rows = [row for row in plan(replace(settings, policy=policy), now=BEGINS) if row.letter == "entitlement"]
    assert {row.certain for row in rows} == {False}
    assert [row.setting for row in rows if row.about.startswith("Ansat 1")] == [
        "entitlement.leader",
        "entitlement.leaders_leader",
        "entitlement.hr",
    ]


def test_the_silent_get_nothing_that_was_not_planned(settings: Settings, planned: list[Planned]) -> None:
    known = {(row.to, row.letter) for row in planned}
    silent = world(settings, everybody(settings, Pace.SILENT))
    asyncio.run(silent.live(BEGINS + timedelta(days=150)))
    sent = {(mail.recipient, letter.kind.value) for mail in silent.mails for _, letter in mail.letters}
    assert sent
    assert sent - known == set()


def test_a_lead_in_the_configuration_moves_the_letter(settings: Settings, planned: list[Planned]) -> None:
    leads = replace(settings.policy.leads, day_before=-2)
    earlier = plan(replace(settings, policy=replace(settings.policy, leads=leads)), now=BEGINS)
    first = [next(row.on for row in rows if row.letter == "day_before") for rows in (planned, earlier)]
    assert first[1] < first[0]


def test_planning_from_a_running_organisation_leaves_it_as_it_is(settings: Settings) -> None:
    running = world(settings, everybody(settings))
    asyncio.run(running.live(BEGINS + timedelta(days=75)))
    store = running.office.store
    before = {one: store.load(one) for one in store.ids()}
    rows = plan(settings, now=running.clock.now(), days=60, state=store)
    assert rows
    assert min(row.on for row in rows) >= running.clock.now().date()
    assert {one: store.load(one) for one in store.ids()} == before


def test_what_has_been_sent_already_is_planned_no_second_time(settings: Settings) -> None:
    running = world(settings, everybody(settings))
    asyncio.run(running.live(BEGINS + timedelta(days=75)))
    convened = {
        mail.recipient for mail in running.mails if mail.record and mail.record.kind == "convene_employee"
    }
    again = plan(settings, now=running.clock.now(), days=60, state=running.office.store)
    assert convened
    assert [row for row in again if row.letter == "convene_employee" and row.to in convened] == []
