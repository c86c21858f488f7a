"""Formulas of metrics: checked as they are typed, completed with the names there are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tui.core.building import BuildContext, Offer
from tui.core.schema import Owner
from tui.core.wording import tr
from tui.providers.te.builders.aggregations import ALL, BY_CODE
from tui.providers.te.sandbox.envelope import Rejected
from tui.providers.te.sandbox.models import formulas

MAX_OFFERS = 50
_PARTIAL = re.compile(r'(?:"[^"]*"?|[^\s()*/+"-])*$')
_PLAIN = re.compile(r'[^\s()*/+"-]+')


def complaint(text: str) -> str:
    """What is wrong with a formula, in words; empty when nothing."""
    if not text.strip():
        return "needs a formula, such as pay.amount.SUM / login.TRIG_USER_NUM"
    try:
        tree = formulas.parse(text, "formula")
    except Rejected as error:
        return str(error).removeprefix("parameter formula: ")
    for term in _terms(tree):
        head, _, code = term.rpartition(".")
        if not head or code not in BY_CODE:
            return f"“{term}” is not event.ANALYSIS or event.property.ANALYSIS"
        if BY_CODE[code].needs_property and "." not in head:
            return f"“{term}”: {code} needs a property, as in {head}.property.{code}"
    return ""


def _terms(node: formulas.Node) -> Iterator[str]:
    if node.kind == "term":
        yield node.text
    for part in node.parts:
        yield from _terms(part)


def suggestions(text: str, metrics: Sequence[str], context: BuildContext) -> list[Offer]:
    """Whole formulas, the last term completed: with the names of the metrics of this query first."""
    found = _PARTIAL.search(text)
    partial = found.group() if found else ""
    before = text[: len(text) - len(partial)]
    offers = [Offer(before + _quoted(name), _quoted(name), tr("metric of this query")) for name in metrics]
    offers += [Offer(before + term, term, detail) for term, detail in _completions(partial, context)]
    wanted = partial.replace('"', "").casefold()
    fitting = [one for one in offers if wanted in one.title.replace('"', "").casefold()]
    return [one for one in fitting if one.value != text][:MAX_OFFERS]


def _completions(partial: str, context: BuildContext) -> Iterator[tuple[str, str]]:
    bare = partial.replace('"', "")
    schema = context.schema
    events = [event.name for event in schema.events] if schema is not None else []
    for event in [*events, "anyEvent"]:
        if not bare.startswith(f"{event}."):
            if event.casefold().startswith(bare.casefold()):
                yield _quoted(event) + ".", tr("event")
            continue
        rest = bare[len(event) + 1 :]
        for one in ALL:
            if not one.needs_property:
                yield f"{_quoted(event)}.{one.code}", one.said
        for prop in schema.properties if schema is not None else ():
            if prop.owner is not Owner.EVENT:
                continue
            stem = f"{_quoted(event)}.{_quoted(prop.name)}"
            if rest.startswith(f"{prop.name}."):
                yield from ((f"{stem}.{one.code}", one.said) for one in ALL if one.needs_property)
            elif prop.name.casefold().startswith(rest.casefold()):
                yield f"{stem}.", " · ".join(filter(None, (tr("property"), prop.type)))


def _quoted(name: str) -> str:
    """Names that hold blanks or signs stand in double quotes; that they may is inferred."""
    return name if _PLAIN.fullmatch(name) else f'"{name}"'
