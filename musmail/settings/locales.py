"""What each language lacks of templates, words and skemaer: a problem where somebody uses it, else advice."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path

from musmail.conversation.people import language_of
from musmail.conversation.policy import Policy
from musmail.errors import Problem
from musmail.settings.roster import Employee, Roster
from musmail.settings.shipped import shipped
from musmail.skema.forms import Role, Skema


def languages_of(texts: Collection[str]) -> tuple[str, ...]:
    """List the languages there are folders for."""
    return tuple(sorted({name.partition("/")[0] for name in texts if "/" in name}))


def unknown(people: str, roster: Roster, texts: Collection[str]) -> Iterator[Problem]:
    """Find people whose language has no folder at all; `people` is the name of the roster's file."""
    there = languages_of(texts)
    for one in roster.people.values():
        if one.party.language not in there:
            sentence = (
                f"`locale`: there are no letters in `{one.party.locale}`, only in {', '.join(there)}; "
                f"a folder `{one.party.language}` among your templates would add it"
            )
            yield Problem(people, one.line, sentence)


def lacking(
    people: str,
    roster: Roster,
    texts: Collection[str],
    own_texts: Mapping[str, Path],
    skemas: Sequence[Skema],
    *,
    used: bool,
) -> Iterator[Problem]:
    """List what the languages lack: those that people use, or those that nobody does."""
    for language in languages_of(texts):
        users = [one for one in roster.people.values() if one.party.language == language]
        if bool(users) is used:
            why = f"; {_named(people, users)}" if users else f"; nobody has `{language}` in {people}"
            yield from _lacking(language, texts, own_texts, skemas, why)


def _named(people: str, users: Sequence[Employee]) -> str:
    first = users[0]
    others = f" and {len(users) - 1} more" if len(users) > 1 else ""
    return f"`{first.party.locale}` is the language of {first.id} ({people}:{first.line}){others}"


def _lacking(
    language: str, texts: Collection[str], own_texts: Mapping[str, Path], skemas: Sequence[Skema], why: str
) -> Iterator[Problem]:
    folder = _folder(language, own_texts)
    ours = {one.name for one in shipped("templates").iterdir() if one.is_dir()}
    parted = (name.partition("/") for name in texts)
    for name in sorted({name for locale, slash, name in parted if slash and locale in ours}):
        if f"{language}/{name}" not in texts:
            yield Problem(str(folder / name), None, f"is missing{why}")
    for role in Role:
        if not any(one.audience is role and one.locale == language for one in skemas):
            yield Problem(str(folder), None, f"there is no {role.value}'s skema in `{language}`{why}")


def _folder(language: str, own_texts: Mapping[str, Path]) -> Path:
    """Say where a language's files belong: with the workplace's own ones where it has any."""
    own = (
        path.parents[name.count("/") - 1]
        for name, path in own_texts.items()
        if name.startswith(f"{language}/")
    )
    return next(own, shipped("templates") / language)


def untold(people: str, roster: Roster, policy: Policy) -> Iterator[str]:
    """Say which of the workplace's own texts somebody reads in a language that is not theirs."""
    for language in sorted({one.party.language for one in roster.people.values()}):
        users = [one for one in roster.people.values() if one.party.language == language]
        own = next((one for one in policy.other_languages if language_of(one.locale) == language), None)
        for name in ("pay_text", "purpose_text", "goals_text"):
            told = own is not None and getattr(own, name)
            if getattr(policy, name) and not told and language != language_of(policy.locale):
                yield f"`{name}` is not there in `{language}`, under `other_languages`; {_named(people, users)}"


def unlike(skemas: Sequence[Skema]) -> Iterator[str]:
    """Say which questions one language's form has and another's has not, as a question is known by its id."""
    for role in Role:
        for one, other in combinations([skema for skema in skemas if skema.audience is role], 2):
            for has, lacks in ((one, other), (other, one)):
                known = {question.id for question in lacks.questions}
                gone = [question.id for question in has.questions if question.id not in known]
                if gone:
                    yield (
                        f"the {role.value}'s skema in `{lacks.locale}` does not have {', '.join(gone)}, "
                        f"which the one in `{has.locale}` has: in a talk in both languages that stands untranslated"
                    )
