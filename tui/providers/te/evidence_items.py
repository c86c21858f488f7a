"""Objects in the lists of a model's body, metrics, steps, filters and splits; and their formulas."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tui.core.display import safe
from tui.core.explaining import Findings, closest
from tui.core.fields import FieldSpec, check_value
from tui.core.provider import CaseFacts
from tui.core.transport_evidence import quoted
from tui.providers.te.operations import items_of

_CONSOLE = re.compile(r"[ACT]\d{1,3}")
_NEEDS_NO_QUOTA = {"TOTAL_TIMES", "TRIG_USER_NUM", "PER_CAPITA_TIMES"}


def weigh_items(facts: CaseFacts, findings: Findings) -> None:
    for path, specs in items_of(facts.operation.id).items():
        for place, item in _items(facts.draft.body, path.split("."), ""):
            if findings.full:
                return
            if isinstance(item, Mapping):
                _weigh_item(place, item, specs, findings)
            else:
                findings.found(f"{place} is {quoted(item)}, not an object.", remedy="Make it an object.")


def _items(value: Any, path: Sequence[str], at: str) -> Iterable[tuple[str, Any]]:
    """The members of the list at a dotted path, lists on the way included, each with its place."""
    if not path:
        if isinstance(value, list):
            yield from ((f"{at}[{number}]", item) for number, item in enumerate(value))
        return
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from _items(item, path, f"{at}[{number}]")
    elif isinstance(value, Mapping) and path[0] in value:
        yield from _items(value[path[0]], path[1:], f"{at}.{path[0]}" if at else path[0])


def _weigh_item(place: str, item: Mapping[str, Any], specs: Sequence[FieldSpec], findings: Findings) -> None:
    names = [spec.name for spec in specs]
    compound = item.get("filterType") == "COMPOUND"
    formula = item.get("type") == "customized"
    for spec in specs:
        value = item.get(spec.name)
        if value is None:
            if spec.required and not compound and not formula:
                _weigh_absent_member(place, item, spec, names, findings)
            continue
        if isinstance(value, str) and _CONSOLE.fullmatch(value):
            findings.found(
                "The query was copied from the web console, which uses other codes.",
                f"{place}.{spec.name} is {quoted(value)}.",
                remedy=f"Write {spec.name} as the Open API does: {', '.join(spec.choices[:5])}, …",
            )
            continue
        problem = check_value(spec, value)
        if problem is not None:
            close = closest(value, spec.choices)
            hint = f" Did you mean {close}?" if close else ""
            findings.found(f"{place}.{spec.name}: {problem.message}.{hint}", remedy=f"Correct {spec.name}.")
    _weigh_quota(place, item, names, findings)


def _weigh_absent_member(
    place: str, item: Mapping[str, Any], spec: FieldSpec, names: Sequence[str], findings: Findings
) -> None:
    strange = [str(name)[:80] for name in item if name not in names]
    close = closest(spec.name, strange)
    if close:
        text = f"{place} has “{safe(close, 40)}”; did you mean {spec.name}?"
        findings.found(text, remedy=f"Rename it to {spec.name}.")
    else:
        findings.found(f"{place} lacks {spec.name}.", spec.help, remedy=f"Add {spec.name}.")


def _weigh_quota(place: str, item: Mapping[str, Any], names: Sequence[str], findings: Findings) -> None:
    analysis = item.get("analysis")
    if "quota" not in names or not isinstance(analysis, str) or item.get("quota"):
        return
    if analysis not in _NEEDS_NO_QUOTA and not _CONSOLE.fullmatch(analysis):
        findings.found(
            f"{place}: the analysis {safe(analysis, 30)} needs quota, the property to aggregate.",
            remedy="Add quota with the property's name.",
        )


# ---- formulas ----------------------------------------------------------------------------------


def weigh_formula(facts: CaseFacts, findings: Findings) -> None:
    """The custom formulas of the metrics."""
    events = facts.draft.body.get("events") if isinstance(facts.draft.body, Mapping) else None
    for number, event in enumerate(events if isinstance(events, list) else []):
        if not isinstance(event, Mapping) or event.get("type") != "customized":
            continue
        formula = event.get("customEvent")
        if not isinstance(formula, str) or not formula.strip():
            findings.found(
                f"events[{number}] is a formula metric without a formula.",
                "type is customized and customEvent is missing or empty.",
                remedy="Write the formula into customEvent.",
            )
            continue
        _weigh_terms(number, formula, findings)


def _weigh_terms(number: int, formula: str, findings: Findings) -> None:
    shown = f"events[{number}].customEvent is {quoted(formula)}."
    if formula.count("(") != formula.count(")"):
        findings.found("A bracket of the formula is not closed, or not opened.", shown)
    if formula.rstrip()[-1] in "+-*/" or formula.lstrip()[0] in "*/":
        findings.found("The formula begins or ends with an operator.", shown)
    if re.search(r"\.A1\d\d\b", formula):
        findings.found("The formula uses the console's own codes, such as A100.", shown)
    terms = [t.strip() for t in re.split(r"[+\-*/()]", formula) if t.strip()]
    for term in terms[:50]:
        if not re.fullmatch(r"\d+(\.\d+)?", term) and "." not in term:
            findings.found(
                "A term is not of the form event.ANALYSIS or event.property.ANALYSIS.",
                f"The term is {quoted(term)}.",
                remedy="Write terms such as pay.amount.SUM/login.TRIG_USER_NUM.",
            )
