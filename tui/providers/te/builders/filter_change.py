"""The questions that make or change one filter: property, test, operands."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from tui.core.building import Answers, BuildContext, Offer, Question
from tui.core.confidence import Confidence
from tui.core.wording import tr
from tui.providers.te.builders.comparators import (
    UNITS,
    Comparator,
    Operands,
    comparator_of,
    comparators_for,
)
from tui.providers.te.builders.paths import Path
from tui.providers.te.builders.properties import (
    Property,
    kind_of,
    needs_table,
    property_question,
    read_property,
    table_step,
)
from tui.providers.te.builders.rows import Change
from tui.providers.te.builders.words import (
    complaint_of,
    list_text,
    one_text,
    typed_list,
    typed_one,
)

_TIME = re.compile(r"\d{4}-\d{2}-\d{2}( \d{2}:\d{2}(:\d{2})?)?")


class FilterText:
    """A filter's parts as the texts that questions show."""

    def __init__(self, node: Mapping[str, Any]) -> None:
        self.property = Property(str(node.get("tableType") or "event"), str(node.get("columnName") or ""))
        self.comparator = str(node.get("comparator") or "")
        values = node.get("ftv")
        self.values = [str(value) for value in values] if isinstance(values, list) else []
        self.unit = str(node.get("timeUnit") or "")

    def operand_text(self, comparator: Comparator) -> str:
        return operand_text(comparator, self.values)


def operand_text(comparator: Comparator, values: list[str]) -> str:
    return one_text(values) if comparator.operands is Operands.ONE else list_text(values)


def read_operands(comparator: Comparator, kind: str, text: str) -> list[str]:
    """The operands that were typed. Raises ValueError with a sentence."""
    values = typed_one(text) if comparator.operands is Operands.ONE else typed_list(text)
    wrong = wrong_operands(comparator, values)
    if wrong:
        raise ValueError(wrong)
    numeric = comparator.asks.startswith(("Days", "How"))
    for value in values:
        if kind == "number" or numeric:
            _check_number(value)
        elif kind == "time" and not _TIME.fullmatch(value.strip()):
            raise ValueError(f"“{value}” is no time: write 2024-05-31, or 2024-05-31 23:59:59")
    return values


def wrong_operands(comparator: Comparator, values: list[str]) -> str:
    """What is wrong with the number of operands; empty when nothing."""
    match comparator.operands:
        case Operands.ONE if len(values) < 1:
            return "needs a value"
        case Operands.MANY if not values:
            return "needs at least one value"
        case Operands.TWO if len(values) != 2:
            return "needs two values: from, to"
        case _:
            return ""


def _check_number(value: str) -> None:
    try:
        float(value)
    except ValueError:
        raise ValueError(f"“{value}” is no number") from None


class FilterChange:
    """Makes a filter (of an empty node), or changes the one there is.

    `write` puts the finished node into the body and says where to look.
    """

    def __init__(
        self,
        node: Mapping[str, Any],
        context: BuildContext,
        write: Callable[[dict[str, Any]], tuple[Any, Path]],
        tables: tuple[str, ...] = ("event", "user", "cluster"),
    ) -> None:
        self._node = node
        self._context = context
        self._write = write
        self._tables = tables
        self._old = FilterText(node)

    def change(self) -> Change:
        return Change(self._finish, (self._property, self._table, self._test, self._unit, self._operands))

    @property
    def _present(self) -> str:
        return self._old.property.text if self._old.property.name else ""

    def _chosen(self, answers: Answers) -> Property:
        text = answers.get("property", self._present)
        if text == self._present and text:
            return self._old.property
        prop = read_property(text, self._context, answers.get("table", self._tables[0]))
        return Property(answers["table"], prop.name) if "table" in answers else prop

    def _comparator(self, answers: Answers) -> Comparator:
        code = answers.get("comparator", self._old.comparator)
        kind = kind_of(self._chosen(answers), self._context.schema)
        return comparator_of(code, kind) or Comparator(code, code, (), Operands.MANY)

    # -- questions -------------------------------------------------------------------------------

    def _property(self, answers: Answers) -> Question | None:
        return property_question(self._context, self._present, title=tr("Filter by"), tables=self._tables)

    def _table(self, answers: Answers) -> Question | None:
        if len(self._tables) < 2 or not needs_table(answers, self._context, self._present):
            return None
        return table_step(self._context)

    def _test(self, answers: Answers) -> Question | None:
        prop = self._chosen(answers)
        kind = kind_of(prop, self._context.schema)
        offered = list(comparators_for(kind))
        old = comparator_of(self._old.comparator, kind)
        if old is not None and old not in offered:
            offered.append(old)
        known = (
            tr("It holds {kind}.", kind=tr(kind))
            if kind
            else tr("Its type is not known here, so every test is offered.")
        )
        known = "" if kind == "cohort" else known
        offers = [Offer(one.code, one.choice, _code_words(one)) for one in offered]
        if self._old.comparator and old is None:
            offers.append(
                Offer(self._old.comparator, self._old.comparator, tr("as it stands; not known here"))
            )
        value = self._old.comparator or offered[0].code
        return Question("comparator", prop.words, known, tuple(offers), value)

    def _unit(self, answers: Answers) -> Question | None:
        if not self._comparator(answers).has_unit:
            return None
        offers = tuple(Offer(unit, tr(words[1])) for unit, words in UNITS.items())
        return Question("unit", tr("Counted in"), "", offers, self._old.unit or "day")

    def _operands(self, answers: Answers) -> Question | None:
        comparator = self._comparator(answers)
        if comparator.operands is Operands.NONE:
            return None
        kind = kind_of(self._chosen(answers), self._context.schema)
        same = comparator.code == self._old.comparator
        many = comparator.operands is not Operands.ONE
        help_text = tr("Several values with commas between them.") if many else tr("One value, as it is.")
        if comparator.operands is Operands.TWO:
            help_text = tr("Two values with a comma between them.")
        return Question(
            "values",
            f"{self._chosen(answers).words} {comparator.choice}",
            f"{tr(comparator.asks)}. {help_text}" if comparator.asks else help_text,
            (),
            operand_text(comparator, self._old.values) if same or self._old.values else "",
            is_free=True,
            complaint=complaint_of(lambda text: read_operands(comparator, kind, text)),
            placeholder="CN, JP" if many else tr("value"),
            confidence=comparator.confidence,
        )

    # -- the node --------------------------------------------------------------------------------

    def _finish(self, answers: Answers) -> tuple[Any, Path]:
        node = dict(self._node)
        prop, comparator = self._chosen(answers), self._comparator(answers)
        if (prop.name, prop.table) != (self._old.property.name, self._old.property.table):
            node["columnName"], node["tableType"] = prop.name, prop.table
            # Shown names belong to the property that was there.
            node.pop("columnDesc", None)
        if comparator.code != self._old.comparator:
            node["comparator"] = comparator.code
        if comparator.operands is Operands.NONE:
            if self._old.values or "ftv" not in node:
                node["ftv"] = []
        elif answers.get("values", "") != operand_text(comparator, self._old.values):
            kind = kind_of(prop, self._context.schema)
            node["ftv"] = read_operands(comparator, kind, answers["values"])
        if comparator.has_unit:
            if answers.get("unit") != self._old.unit:
                node["timeUnit"] = answers["unit"]
        elif comparator.code != self._old.comparator:
            node.pop("timeUnit", None)
        if not self._node:
            node["filterType"] = "SIMPLE"
        return self._write(node)


def _code_words(one: Comparator) -> str:
    if one.confidence is Confidence.DOCUMENTED:
        return one.code
    return tr("{code} · reading {sure}", code=one.code, sure=tr(one.confidence.value))
