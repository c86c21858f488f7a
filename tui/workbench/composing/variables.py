"""A draft with its variables put in: what is sent, and what keeps it from being sent, by variable.

Left as they are: sensitive fields, and fields that are kept byte for byte as typed (a signed body).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tui.core.fields import FieldKind, FieldProblem, FieldSpec, Place, parse_text
from tui.core.inserting import into_csv, into_json, into_sql, into_text
from tui.core.operation import Operation, Payload, RequestDraft
from tui.core.variables import TOKEN, Value, VariableKind, VariableScope, holds_variables, name_problem
from tui.workbench.composing.draft_views import text_place, value_of, with_text, with_value

_AS_TEXT = {FieldKind.TEXT, FieldKind.CHOICE, FieldKind.URL, FieldKind.PATH, FieldKind.SQL}


@dataclass(frozen=True, slots=True)
class Resolved:
    """`problems` by variable; with any, the draft is not to be sent."""

    draft: RequestDraft
    problems: tuple[FieldProblem, ...] = ()
    names: tuple[str, ...] = ()
    """Of the variables that were met, days in words left out."""


def has_variables(operation: Operation, draft: RequestDraft) -> bool:
    """Whether `resolve` would change anything. Quick."""
    parts = (draft.query, draft.form, draft.body, draft.text)
    return any(holds_variables(part) for part in parts) and resolve_any(operation, draft) != draft


def resolve_any(operation: Operation, draft: RequestDraft) -> RequestDraft:
    """The draft with something in the place of every variable: tells only whether there is one."""
    return _Pass(operation, lambda words: Value(VariableKind.TEXT, "0")).run(draft)


def resolve(operation: Operation, draft: RequestDraft, scope: VariableScope) -> Resolved:
    """Put every value in by where it stands; see `core.inserting`. Never raises."""
    problems: dict[str, FieldProblem] = {}
    names: dict[str, None] = {}

    def read(words: str) -> Value:
        name = words.strip()
        if not name_problem(name):
            names[name] = None
        return scope.value(words)

    made = _Pass(operation, read, problems).run(draft)
    return Resolved(made, tuple(problems.values()), tuple(names))


@dataclass(slots=True)
class _Pass:
    """One walk through a draft."""

    operation: Operation
    read: Callable[[str], Value]
    problems: dict[str, FieldProblem] = field(default_factory=dict)

    def run(self, draft: RequestDraft) -> RequestDraft:
        kept = {one.name for one in self.operation.fields if one.sensitive or one.kind is FieldKind.MULTILINE}
        specs = {(one.place, one.name): one for one in self.operation.fields}
        body = self._walk(draft.body, "", kept)
        made = replace(
            draft,
            query={n: self._member(v, n, kept, specs.get((Place.QUERY, n))) for n, v in draft.query.items()},
            form={n: self._member(v, n, kept, specs.get((Place.FORM, n))) for n, v in draft.form.items()},
            body=body,
        )
        for spec in self.operation.fields_at(Place.BODY):
            before, after = value_of(draft, spec), value_of(made, spec)
            if spec.kind is FieldKind.SQL and isinstance(before, str) and spec.name not in kept:
                made = with_value(made, spec, self._guarded(before, into_sql))
            elif before != after:
                made = with_value(made, spec, self._fitting(spec, after))
        return self._text(made, kept)

    def _text(self, draft: RequestDraft, kept: set[str]) -> RequestDraft:
        place = text_place(self.operation)
        if draft.text is None or any(spec.name in kept for spec in self.operation.fields_at(place)):
            return draft
        is_csv = self.operation.payload is Payload.CSV
        text = self._guarded(draft.text, into_csv if is_csv else into_json)
        if text == draft.text or is_csv or place is Place.BODY:
            return replace(draft, text=text)
        # Parameters are never sent as text, so what has become readable is read.
        return with_text(self.operation, replace(draft, text=None), text)[0]

    def _member(self, value: Any, name: str, kept: set[str], spec: FieldSpec | None) -> Any:
        if name in kept:
            return value
        if spec is not None and spec.kind is FieldKind.SQL and isinstance(value, str):
            return self._guarded(value, into_sql)
        made = self._walk(value, name, kept)
        return self._fitting(spec, made) if spec is not None and made != value else made

    def _walk(self, value: Any, path: str, kept: set[str]) -> Any:
        if path in kept:
            return value
        if isinstance(value, str):
            return self._string(value)
        if isinstance(value, Mapping):
            start = f"{path}." if path else ""
            return {name: self._walk(member, f"{start}{name}", kept) for name, member in value.items()}
        if isinstance(value, list):
            return [self._walk(member, f"{path}[]", kept) for member in value]
        return value

    def _string(self, text: str) -> Any:
        """A text that is one variable and nothing else becomes its value, with its kind."""
        whole = TOKEN.fullmatch(text)
        if whole is None or whole.group(1) is None:
            return self._guarded(text, into_text)
        try:
            return self.read(whole.group(1)).as_json()
        except ValueError as error:
            return self._wrong(whole.group(1), error, text)

    def _guarded(self, text: str, insert: Callable[[str, Callable[[str], Value]], str]) -> str:
        """With every problem noted, not only the first; the text as it was when there is one."""
        last = ""

        def read(words: str) -> Value:
            nonlocal last
            last = words
            try:
                return self.read(words)
            except ValueError as error:
                self._wrong(words, error, "")
                return Value(VariableKind.TEXT, "")

        try:
            return insert(text, read)
        except ValueError as error:
            # The value is good, and not where it stands.
            return str(self._wrong(last, error, text))

    def _wrong(self, words: str, error: ValueError, instead: Any) -> Any:
        name = words.strip()[:60] or "{{}}"
        self.problems.setdefault(name, FieldProblem(name, str(error)))
        return instead

    def _fitting(self, spec: FieldSpec, value: Any) -> Any:
        """A value that came out of a variable, of the kind its field wants."""
        if spec.kind in _AS_TEXT and isinstance(value, int | float):
            return str(value).lower() if isinstance(value, bool) else str(value)
        if not isinstance(value, str) or spec.kind in _AS_TEXT:
            return value
        try:
            return parse_text(spec, value)
        except ValueError as error:
            self.problems.setdefault(spec.name, FieldProblem(spec.name, str(error)))
            return value
