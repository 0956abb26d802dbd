"""What is unwise in a form that can be used: said to whoever wrote it, never a reason to stop."""

import re
from collections import Counter
from collections.abc import Iterator

from musmail.skema.forms import Phase, Question, Skema

MOST_QUESTIONS = 24  # the shipped forms have 22; past that people stop writing: guessed

# An employer may not ask about illness here (helbredsoplysningsloven §2); stems, so that endings do not matter.
_ILLNESS = re.compile(
    r"\b(syg(?!eplej|ehus)\w*|sygdom\w*|sygefravær\w*|diagnose\w*|helbred\w*|lidelse\w*|kronisk\w*|depression\w*"
    r"|medicin\w*|lægebe\w*|handicap\w*|graviditet\w*"
    r"|illness\w*|disease\w*|diagnos\w*|sick\w*|medication\w*|disabilit\w*|pregnan\w*)\b",
    re.IGNORECASE,
)
_SCORE = re.compile(
    r"\b(skala\w*|score\w*|karakter(?:en|er|erne)?|pointtal\w*|stjerner|procent\w*|bedøm\w*"
    r"|scale|scales|rating\w*|rate|grade|grades|percent\w*)\b|\b[01]\s*(?:-|–|til|to)\s*\d+\b",
    re.IGNORECASE,
)
_SECOND_QUESTION = re.compile(
    r"\?.*\?|\bog/eller\b|\band/or\b|\bsamt\b"
    r"|\b(?:og|eller) (?:hvad|hvordan|hvilke[nt]?|hvilket|hvorfor|hvem|hvornår|hvor)\b"
    r"|\b(?:and|or) (?:what|how|which|why|who|when|where)\b",
    re.IGNORECASE | re.DOTALL,
)


def warnings(skema: Skema) -> tuple[str, ...]:
    """Say everything unwise in a form; empty for the shipped ones."""
    return tuple(_warnings(skema))


def _warnings(skema: Skema) -> Iterator[str]:
    questions = skema.questions
    if len(questions) > MOST_QUESTIONS:
        yield f"It asks {len(questions)} questions; more than {MOST_QUESTIONS} and people stop writing."
    for kind, ids in (
        ("question", [question.id for question in questions]),
        ("section", [section.id for section in skema.sections]),
    ):
        for name, times in Counter(ids).items():
            if times > 1:
                yield f"The {kind} id {name} stands {times} times; answers could not be told apart."
    for section in skema.sections:
        if not section.questions:
            yield f"The section {section.id} has no questions."
    present = {section.phase for section in skema.sections if section.questions}
    for phase in Phase:
        if phase not in present:
            yield f"Nothing is asked in the phase {phase}; the agenda follows all four."
    for question in questions:
        yield from _about(question)


def _about(question: Question) -> Iterator[str]:
    for words in (question.text, question.hint):
        illness, score = _ILLNESS.search(words), _SCORE.search(words)
        if illness is not None:
            yield f"{question.id}: do not ask about illness or diagnosis ({illness[0]})."
        if score is not None:
            yield f"{question.id}: a MUS is no grading; ask in words ({score[0]})."
    second = _SECOND_QUESTION.search(question.text)
    if second is not None:
        yield f"{question.id}: one question asks one thing; this asks two."
