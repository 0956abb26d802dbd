"""What languages lack is said where it matters, and a folder is all that a language needs."""

import shutil
from pathlib import Path

import pytest

from musmail.errors import SettingsError
from musmail.settings.load import Settings, load
from musmail.settings.locales import unlike
from musmail.settings.shipped import shipped
from musmail.skema.forms import Role
from musmail.writing.checking import check_texts
from musmail.writing.texts import compile_texts
from tests.settings.test_load import SMALLEST
from tests.writing.gallery import shipped_forms

PEOPLE = """id;name;address;leader;locale;exempt
anna;Anna Ek;anna@example.org;lars;{anna};
lars;Lars Holm;lars@example.org;;{lars};director
"""


def workplace(folder: Path, *, anna: str = "", lars: str = "") -> Path:
    """Write a small workplace with a templates folder of its own."""
    (folder / "own").mkdir(exist_ok=True)
    (folder / "people.csv").write_text(PEOPLE.format(anna=anna, lars=lars), "utf-8")
    place = folder / "musmail.yaml"
    place.write_text(SMALLEST.read_text("utf-8") + "templates: own\n", "utf-8")
    return place


def swedish(folder: Path) -> Path:
    """Make a third language the way a translator begins: copy a folder, and the forms beside the letters."""
    place = folder / "own" / "sv"
    shutil.copytree(shipped("templates") / "en", place)
    for form in (shipped("config") / "skema" / "en").glob("*.yaml"):
        text = form.read_text("utf-8").replace("locale: en", "locale: sv")
        (place / form.name).write_text(text.replace("What went well?", "Vad gick bra?"), "utf-8")
    words = (
        (place / "words.toml").read_text("utf-8").replace('"{others} and {last}"', '"{others} och {last}"')
    )
    (place / "words.toml").write_text(words, "utf-8")
    sign = place / "sign.xml"
    sign.write_text(
        sign.read_text("utf-8").replace("Is this the talk you had?", "Känner du igen samtalet?"), "utf-8"
    )
    return place


def loaded(place: Path) -> Settings:
    return load(place, environment={}, secrets=False)


def refused(place: Path) -> list[str]:
    with pytest.raises(SettingsError) as error:
        loaded(place)
    return [str(one) for one in error.value.problems]


def test_the_shipped_languages_lack_nothing_and_ask_the_same(tmp_path: Path) -> None:
    settings = loaded(workplace(tmp_path, anna="en", lars="da"))
    assert settings.language_advice() == ()
    assert {one.locale for one in settings.skemas} == {"da", "en"}


def test_a_language_nobody_has_letters_in_is_one_sentence_at_the_persons_line(tmp_path: Path) -> None:
    place = workplace(tmp_path, anna="sv-SE")
    assert refused(place) == [
        f"{tmp_path}/people.csv:2: `locale`: there are no letters in `sv-SE`, only in da, en; "
        "a folder `sv` among your templates would add it"
    ]


def test_a_folder_is_all_that_a_language_needs(tmp_path: Path) -> None:
    place = workplace(tmp_path, anna="sv-SE", lars="en")
    swedish(tmp_path)
    settings = loaded(place)
    assert settings.language_advice() == ()
    assert check_texts(compile_texts(settings.texts)) == ()
    form = settings.policy.skema(Role.EMPLOYEE, "sv-SE")
    assert "Vad gick bra?" in [question.text for question in form.questions]


def test_what_a_language_lacks_that_somebody_uses_is_a_problem_with_its_path(tmp_path: Path) -> None:
    place = workplace(tmp_path, anna="sv")
    folder = swedish(tmp_path)
    for name in ("sign.xml", "words.toml", "mus-employee.yaml"):
        (folder / name).unlink()
    why = f"`sv` is the language of anna ({tmp_path}/people.csv:2)"
    assert refused(place) == [
        f"{folder}: there is no employee's skema in `sv`; {why}",
        f"{folder}/sign.xml: is missing; {why}",
        f"{folder}/words.toml: is missing; {why}",
    ]


def test_what_a_language_lacks_that_nobody_uses_is_advice(tmp_path: Path) -> None:
    place = workplace(tmp_path)
    folder = swedish(tmp_path)
    (folder / "sign.xml").unlink()
    said = loaded(place).language_advice()
    assert said == (f"{folder}/sign.xml: is missing; nobody has `sv` in {tmp_path}/people.csv",)


def test_forms_that_do_not_ask_the_same_in_two_languages_are_said(tmp_path: Path) -> None:
    forms = [one for one in shipped_forms() if one.audience is Role.LEADER]
    short = [
        form if form.locale == "da" else type(form)(**{**form.__dict__, "sections": form.sections[:-1]})
        for form in forms
    ]
    (sentence,) = unlike(short)
    assert sentence.startswith("the leader's skema in `en` does not have development, provide")


def test_a_text_of_ones_own_that_somebody_reads_in_another_language_is_said(tmp_path: Path) -> None:
    place = workplace(tmp_path, anna="en")
    place.write_text(place.read_text("utf-8") + "goals_text: Vi vil gøre ting færdige.\n", "utf-8")
    (sentence,) = loaded(place).language_advice()
    assert sentence.startswith(
        "`goals_text` is not there in `en`, under `other_languages`; `en` is the language of anna"
    )
    more = "other_languages:\n  - locale: en\n    goals_text: We want to finish things.\n"
    place.write_text(place.read_text("utf-8") + more, "utf-8")
    settings = loaded(place)
    assert settings.language_advice() == ()
    assert settings.policy.read_in("en-GB").goals_text == "We want to finish things."
    assert settings.policy.read_in("da").goals_text == "Vi vil gøre ting færdige."
