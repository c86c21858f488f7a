"""What a person is composing right now: one draft, changed by a form, by SQL or by JSON text."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tui.core.failures import AssayError
from tui.core.fields import FieldKind, FieldProblem, FieldSpec
from tui.core.operation import Editor, Operation, RequestDraft
from tui.workbench.composing.draft_views import (
    IN_STEP,
    TextState,
    field_text,
    field_value,
    problems_of,
    text_of,
    text_state,
    value_of,
    with_text,
    with_value,
)

if TYPE_CHECKING:
    from tui.core.building import BuildContext, Built, ModelBuilder
    from tui.core.profile import Profile
    from tui.core.saved_queries import StoredQuery
    from tui.core.variables import VariableScope
    from tui.workbench.composing.variables import Resolved


class Composition:
    """One route's draft. The draft is the truth; every view reads it and changes it here.

    `unfinished` holds what was typed into a field and is no value of its kind yet, by wire name.
    """

    def __init__(self, profile: Profile, operation: Operation, draft: RequestDraft) -> None:
        self.profile = profile
        self.operation = operation
        self.draft = draft
        self.unfinished: dict[str, str] = {}
        self.builder: ModelBuilder | None = None
        """The guided form of the operation, where there is one; `context` is what it may know."""
        self.context: BuildContext | None = None
        self.saved: StoredQuery | None = None
        """The saved query that it was opened from."""
        self.saved_path = ""
        """Of a draft that was kept: the saved query it was opened from, not read yet."""
        self.scope: VariableScope | None = None
        """What is known of its variables; None before anybody looked."""

    @property
    def sql_field(self) -> FieldSpec | None:
        """The field that a SQL editor edits; None for a route without one."""
        if self.operation.editor is not Editor.SQL:
            return None
        return next((spec for spec in self.operation.fields if spec.kind is FieldKind.SQL), None)

    @property
    def form_fields(self) -> tuple[FieldSpec, ...]:
        """The fields of the form: all but the one that has an editor of its own."""
        sql = self.sql_field
        return tuple(spec for spec in self.operation.fields if spec is not sql)

    @property
    def state(self) -> TextState:
        """Whether the body's text and its values are in step."""
        return text_state(self.operation, self.draft)

    @property
    def text(self) -> str:
        return text_of(self.operation, self.draft)

    @property
    def sql(self) -> str:
        spec = self.sql_field
        value = value_of(self.draft, spec) if spec is not None else None
        return value if isinstance(value, str) else ""

    @property
    def has_variables(self) -> bool:
        from tui.workbench.composing.variables import has_variables

        return has_variables(self.operation, self.draft)

    def resolved(self) -> Resolved:
        """The draft with its variables put in: what is sent."""
        from tui.workbench.composing.variables import Resolved, resolve

        if self.scope is None or not self.has_variables:
            return Resolved(self.draft)
        return resolve(self.operation, self.draft, self.scope)

    def shown(self, spec: FieldSpec) -> str:
        """The text of one field: what was typed if it is no value yet, else the draft's value."""
        if spec.name in self.unfinished:
            return self.unfinished[spec.name]
        return field_text(spec, value_of(self.draft, spec))

    def value(self, spec: FieldSpec) -> Any:
        return value_of(self.draft, spec)

    def type_sql(self, text: str) -> None:
        spec = self.sql_field
        if spec is not None and text != self.sql:
            self.draft = with_value(self.draft, spec, text or None)

    def type_text(self, text: str) -> TextState:
        """The JSON view changed; what was unfinished in the form is settled by it."""
        if text == self.text:
            return self.state
        self.draft, state = with_text(self.operation, self.draft, text)
        self.unfinished.clear()
        return state

    def type_field(self, spec: FieldSpec, text: str) -> str:
        """One field of the form changed. Returns what is wrong with it, in words; empty when nothing."""
        try:
            value = field_value(spec, text)
            self.set_field(spec, value)
        except ValueError as error:
            self.unfinished[spec.name] = text
            return str(error)
        return ""

    def set_field(self, spec: FieldSpec, value: Any) -> None:
        """Raises ValueError when something that is no object stands in the way."""
        self.draft = with_value(self.draft, spec, value)
        self.unfinished.pop(spec.name, None)

    def problems(self) -> list[FieldProblem]:
        """Everything that keeps the draft from being sent, by field."""
        found = {}
        for spec in self.operation.fields:
            if spec.name in self.unfinished:
                found[spec.name] = FieldProblem(spec.name, self._complaint(spec))
        made = self.resolved()
        # Without their values nothing can be said about fields that hold variables.
        is_known = not made.problems and (self.scope is not None or not self.has_variables)
        others = [*problems_of(self.operation, made.draft), *self._builder_problems()] if is_known else []
        for problem in (*made.problems, *others):
            found.setdefault(problem.field, problem)
        order = [spec.name for spec in self.operation.fields]
        return sorted(found.values(), key=lambda p: order.index(p.field) if p.field in order else -1)

    def _builder_problems(self) -> list[FieldProblem]:
        """What the guided form finds; a body that is sent as typed is not looked into."""
        if self.builder is None or self.context is None or self.draft.text is not None:
            return []
        return self.builder.problems(self.draft.body, self.context)

    def build(self, built: Built) -> None:
        """The guided form changed the body; what was unfinished in the form is settled by it."""
        self.draft = replace(self.draft, body=built.body, text=None)
        self.unfinished.clear()

    def _complaint(self, spec: FieldSpec) -> str:
        try:
            field_value(spec, self.unfinished[spec.name])
        except ValueError as error:
            return str(error)
        return "cannot be set: the body is no object where it belongs"

    def form_hint(self, *, guided: bool = False) -> str:
        """Why the form, or the guided one, cannot be used now; empty when it can."""
        state = self.state
        if state is IN_STEP or not state.message:
            return ""
        form = "The guided form" if guided else "The form"
        if state.sendable:
            return f"{form} is off: {state.message}. The JSON is sent exactly as typed."
        return f"{form} is off until the JSON can be read: {state.message}."


def refusal(composition: Composition) -> AssayError | None:
    """Why this draft is never sent from this profile; None when it may be."""
    profile, operation = composition.profile, composition.operation
    if operation.mutates and profile.read_only:
        return AssayError(
            f"“{profile.name}” is read-only and “{operation.title}” changes state. Nothing was sent.",
            code="read-only",
            next_step="Use another profile, or turn read-only off in this one.",
        )
    return None
