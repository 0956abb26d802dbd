"""The signed summary as a paper: PDF/A from a typst template, the same bytes for the same talk."""

import json
import re
from datetime import UTC, datetime
from typing import Any

import typst

from musmail.conversation.policy import Policy
from musmail.conversation.state import Agreement, Appointment, MinuteLine, Remark, Shared, Signature
from musmail.errors import TemplateError
from musmail.scheduling.moments import COPENHAGEN
from musmail.skema.forms import Role
from musmail.writing.cleaning import clean, one_line
from musmail.writing.facts import View
from musmail.writing.language import Language
from musmail.writing.texts import Texts

TEMPLATE = "signed"
LONG_WORD = 40  # longer than any Danish word one meets; a longer one may break anywhere
# What the embedded fonts surely show. PDF/A refuses a character without a glyph, and then all but these are named.
_SURE = re.compile("[^\n\u0020-\u007e\u00a0-\u017f\u2010-\u2026\u200b€]")


def signed_summary_pdf(view: View, policy: Policy, texts: Texts) -> bytes:
    """Print the summary both have signed, with each signature's word, time, address, version and fingerprint.

    There is one paper, so that both keep the same: in the employee's language.
    """
    name = template_of(view, texts)
    if name not in texts.sources:
        raise TemplateError(f"{name}: there is no such template")
    data = _data(view.shared, policy, texts.language(name))
    at = (view.shared.signed_at or view.shared.begun_at).astimezone(UTC)
    try:
        return _compiled(texts.sources[name], data, at)
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise TemplateError(f"{name}: {error}") from error
    return _compiled(texts.sources[name], _named(data), at)


def template_of(view: View, texts: Texts) -> str:
    """Name the template of the paper, in the employee's language."""
    return texts.name(TEMPLATE, view.shared.employee.locale, "typ")


def _compiled(source: str, data: object, at: datetime) -> bytes:
    """Compile with the fonts in the wheel only; the data is read as JSON and never as markup."""
    pdf = typst.compile(
        source.encode(),
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=True)},
        pdf_standards=["a-2b"],
        ignore_system_fonts=True,
        timestamp=at.replace(microsecond=0),
    )
    assert isinstance(pdf, bytes)
    return pdf


def _data(shared: Shared, policy: Policy, language: Language) -> dict[str, Any]:
    minutes = shared.minutes[-1]
    names = {Role.EMPLOYEE: one_line(shared.employee.name), Role.LEADER: one_line(shared.leader.name)}
    return {
        "organisation": one_line(policy.organisation),
        "employee": names[Role.EMPLOYEE],
        "leader": names[Role.LEADER],
        "held": _held(shared.appointment, language),
        "year": str((shared.appointment.slot.start if shared.appointment else shared.begun_at).year),
        "version": minutes.version,
        "digest": minutes.digest,
        "lines": [_line(line, names) for line in minutes.lines],
        "agreements": [_agreement(item, names, language) for item in minutes.agreements],
        "signatures": [_signature(signature, names, language) for signature in shared.signatures],
    }


def _held(appointment: Appointment | None, language: Language) -> str:
    if appointment is None:
        return ""
    slot = appointment.slot
    times = f"{language.clock(slot.start)}–{language.clock(slot.end)}"
    return language.say["moment"].format(day=language.on_date(slot.start), time=times)


def _line(line: MinuteLine, names: dict[Role, str]) -> dict[str, Any]:
    return {
        "number": line.number,
        "title": _words(line.title),
        "text": _words(line.text),
        "remarks": [_remark(remark, names) for remark in line.remarks],
    }


def _agreement(item: Agreement, names: dict[Role, str], language: Language) -> dict[str, Any]:
    by = language.on_date(item.by) if item.by else item.by_words
    return {
        "number": item.number,
        "what": _words(item.what),
        "who": _words(item.who),
        "by": _words(by),
        "sign": _words(item.sign),
        "outcome": item.outcome,
        "outcome_words": _words(item.outcome_words),
        "remarks": [_remark(remark, names) for remark in item.remarks],
    }


def _remark(remark: Remark, names: dict[Role, str]) -> dict[str, str]:
    return {"by": names[remark.by], "text": _words(remark.text)}


def _signature(signature: Signature, names: dict[Role, str], language: Language) -> dict[str, Any]:
    local = signature.at.astimezone(COPENHAGEN)
    day, second = language.on_date(local), language.to_the_second(local)
    return {
        "name": names[signature.role],
        "word": signature.word.value,
        "remark": _words(signature.remark),
        "at": f"{language.say['moment'].format(day=day, time=second)} ({local:%z})",
        "address": one_line(signature.address),
        "version": signature.version,
        "digest": signature.digest,
    }


def _words(text: str) -> str:
    """Clean a text and let words longer than a line break."""

    def breakable(match: re.Match[str]) -> str:
        word = match[0]
        return "\u200b".join(word[start : start + LONG_WORD] for start in range(0, len(word), LONG_WORD))

    return re.sub(rf"\S{{{LONG_WORD + 1},}}", breakable, clean(text))


def _named(data: Any) -> Any:
    """Write characters no font of ours has by their number, so that nothing is lost from the paper."""
    if isinstance(data, str):
        return _SURE.sub(lambda match: f"[U+{ord(match[0]):04X}]", data)
    if isinstance(data, dict):
        return {key: _named(value) for key, value in data.items()}
    return [_named(value) for value in data] if isinstance(data, list) else data
