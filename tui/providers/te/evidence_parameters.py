"""Which parameter is wrong: missing, misspelt, of the wrong type, or not what the route takes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tui.core.display import safe
from tui.core.explaining import Findings, closest, earlier
from tui.core.fields import FieldSpec, Place, check_value
from tui.core.knowledge import Fix
from tui.core.operation import flatten
from tui.core.provider import CaseFacts
from tui.core.transport_evidence import quoted
from tui.providers.te.evidence_items import weigh_items
from tui.providers.te.operations import aliases

_UNCHECKED = {"token"}


def weigh_parameters(facts: CaseFacts, findings: Findings) -> None:
    _weigh_token(facts, findings)
    if facts.operation.id == "sql-result-page":
        _weigh_page(facts, findings)
    if facts.draft.text is None:
        _weigh_missing(facts, findings)
        _weigh_unknown(facts, findings)
        _weigh_types(facts, findings)
        weigh_items(facts, findings)
    _weigh_named(facts, findings)
    if not findings.certain and facts.operation.fields_known and facts.draft.text is None:
        # Everything that can be checked here is right, so these are ruled out for declared fields.
        findings.exclude("A required parameter is missing or empty.")


# ---- the token ---------------------------------------------------------------------------------


def _weigh_token(facts: CaseFacts, findings: Findings) -> None:
    message = _message(facts)
    about_token = "token" in message.lower()
    if facts.profile is not None and facts.profile.secret is None and not facts.profile.is_sandbox:
        findings.found(
            "The profile names no place for a token, so none was sent.",
            *([f"The server says: {safe(message, 120)}"] if about_token else []),
            remedy="Store the API secret in the profile.",
        )
    elif about_token:
        findings.found(
            "The token did not reach the server.",
            f"The server says: {safe(message, 120)}",
            remedy="Store the API secret in the profile again. If a proxy stands between, let it keep the "
            "query string.",
        )
    else:
        findings.exclude("The token did not reach the server.")


# ---- result pages ------------------------------------------------------------------------------


def _weigh_page(facts: CaseFacts, findings: Findings) -> None:
    """Before the end of a task and past its last page the server gives the same code."""
    page = facts.draft.query.get("pageId")
    task = facts.draft.query.get("taskId")
    status, count = _task_facts(facts, task)
    if status and status.upper() == "RUNNING":
        findings.found(
            "The task had not finished, so it has no pages yet.",
            f"Its last state seen here is {safe(status, 20)}.",
            remedy="Ask sql-task-info until the task has finished, then read page 0.",
        )
        return
    if isinstance(page, int) and count is not None and page >= count:
        last = max(count - 1, 0)
        findings.found(
            f"Page {page} is past the end: the task has {count} page{'s' if count != 1 else ''}, from 0.",
            "The page count was seen in an earlier answer.",
            remedy=f"Read pages 0 to {last}.",
            fix=Fix(f"Set pageId to {last}", "query", "pageId", last),
        )
        return
    if isinstance(page, int) and page > 0:
        findings.likely(
            f"Page {page} is past the last page: pages count from 0.",
            "No page count of this task was seen here.",
            remedy="Ask sql-task-info for pageCount; the last page is one less.",
            fix=Fix("Set pageId to 0", "query", "pageId", 0),
        )
    else:
        findings.likely(
            "The task has not finished, so it has no pages yet.",
            "Page 0 exists as soon as a task has finished.",
            remedy="Ask sql-task-info for the task's state.",
        )
    findings.possible("The task is unknown to the server or has expired.", remedy="Run the query again.")


def _task_facts(facts: CaseFacts, task: Any) -> tuple[str, int | None]:
    """The last state and page count that earlier answers of this profile gave for a task."""
    for other in earlier(facts):
        data = other.envelope.data if other.envelope is not None else None
        if not isinstance(data, Mapping) or data.get("taskId") != task:
            continue
        stat = data.get("resultStat")
        holder = stat if isinstance(stat, Mapping) else data
        count = holder.get("pageCount")
        status = data.get("status")
        return (
            status if isinstance(status, str) else "",
            count if isinstance(count, int) and not isinstance(count, bool) else None,
        )
    return "", None


# ---- declared fields ---------------------------------------------------------------------------


def _values(facts: CaseFacts, place: Place) -> Mapping[str, Any]:
    part = {Place.QUERY: facts.draft.query, Place.FORM: facts.draft.form}.get(place)
    if part is not None:
        return part
    return flatten(facts.draft.body, facts.operation.fields_at(Place.BODY))


def _specs(facts: CaseFacts) -> Iterable[tuple[FieldSpec, Any]]:
    settings = facts.profile.settings if facts.profile else {}
    for spec in facts.operation.fields:
        value = _values(facts, spec.place).get(spec.name)
        yield spec, settings.get(spec.name) if value is None else value


def _weigh_missing(facts: CaseFacts, findings: Findings) -> None:
    for spec, value in _specs(facts):
        if spec.required and value in (None, ""):
            fix = None
            if spec.default is not None:
                fix = Fix(f"Set {spec.name} to {quoted(spec.default)}", spec.place, spec.name, spec.default)
            findings.found(
                f"The required parameter {spec.name} is missing or empty.",
                spec.help,
                remedy=f"Fill in {spec.name}.",
                fix=fix,
            )


def _weigh_types(facts: CaseFacts, findings: Findings) -> None:
    for spec, value in _specs(facts):
        if value in (None, ""):
            continue
        if spec.name == "projectId" and _looks_like_appid(facts, value):
            findings.found(
                "projectId holds an APPID; the route wants the project's number.",
                f"projectId is {quoted(value)}.",
                remedy="Put the project's number there. project-list shows it.",
            )
            continue
        problem = check_value(spec, value)
        if problem is not None:
            findings.found(
                f"{spec.name}: {problem.message}.",
                spec.help,
                remedy=f"Correct {spec.name}.",
                fix=_typed_fix(spec, value),
            )


def _typed_fix(spec: FieldSpec, value: Any) -> Fix | None:
    """A number sent as text is the one slip that can be mended without guessing."""
    number = isinstance(value, str) and re.fullmatch(r"\s*[0-9]{1,18}\s*", value)
    if number and spec.kind in ("integer", "number"):
        return Fix(f"Send {spec.name} as a number", spec.place, spec.name, int(value))
    close = closest(value, spec.choices)
    return Fix(f"Set {spec.name} to {close}", spec.place, spec.name, close) if close else None


def _looks_like_appid(facts: CaseFacts, value: Any) -> bool:
    appid = facts.profile.settings.get("appid") if facts.profile else None
    if appid and value == appid:
        return True
    return isinstance(value, str) and len(value) >= 8 and not value.strip().isdigit()


def weigh_project(facts: CaseFacts, findings: Findings) -> None:
    """projectId against what it should be."""
    value = next((v for s, v in _specs(facts) if s.name == "projectId"), None)
    if value is None:
        return
    if _looks_like_appid(facts, value):
        findings.found(
            "The APPID was sent in the place of the number.",
            f"projectId is {quoted(value)}.",
            remedy="Put the project's number there. project-list shows it.",
        )
        return
    findings.exclude("The APPID was sent in the place of the number.")
    own = facts.profile.settings.get("projectId") if facts.profile else None
    if own is not None and str(own) != str(value):
        findings.likely(
            f"The request asks for project {quoted(value)}, the profile is for {quoted(own)}.",
            remedy=f"Ask for project {quoted(own)}, or use a profile of the other project.",
            fix=_project_fix(facts, own),
        )


def _project_fix(facts: CaseFacts, own: Any) -> Fix | None:
    spec = next((s for s in facts.operation.fields if s.name == "projectId"), None)
    return Fix(f"Set projectId to {own}", spec.place, "projectId", own) if spec else None


# ---- names -------------------------------------------------------------------------------------


def _weigh_unknown(facts: CaseFacts, findings: Findings) -> None:
    for place, part in (
        ("query", facts.draft.query),
        ("form", facts.draft.form),
        ("body", facts.draft.body),
    ):
        specs = [s for s in facts.operation.fields if s.place == place]
        if isinstance(part, Mapping) and (specs or facts.operation.fields_known):
            known = _tree([s.name for s in specs])
            _weigh_names(place, part, known, "", part, findings)


def _tree(names: Sequence[str]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for name in names:
        node = tree
        for key in name.split("."):
            node = node.setdefault(key, {})
    return tree


def _weigh_names(
    place: str, part: Mapping[str, Any], known: Mapping[str, Any], at: str, holder: Any, findings: Findings
) -> None:
    """Names that no field declares, at this level and in the objects below that are declared."""
    also = {spelling for pair in aliases().values() for spelling in pair}
    for name, value in part.items():
        if findings.full:
            return
        path = f"{at}.{name}" if at else str(name)
        if name in known:
            if known[name] and isinstance(value, Mapping):
                _weigh_names(place, value, known[name], path, value, findings)
            continue
        if name in also or name in _UNCHECKED or str(name).endswith(("Desc", "Display")):
            continue
        free = [other for other in known if other not in part]
        close = closest(name, free) or _same_letters(str(name), free)
        if close:
            renamed = {close if key == name else key: v for key, v in holder.items()}
            findings.found(
                f"“{safe(path, 60)}” is not a parameter; did you mean {close}?",
                f"The route takes {close}, which the request leaves out.",
                remedy=f"Rename it to {close}.",
                fix=Fix(f"Rename {safe(str(name), 40)} to {close}", place, at, renamed),
            )
        else:
            findings.possible(
                f"“{safe(path, 60)}” is not among the parameters that are known for this route.",
                remedy="Leave it out and try again.",
            )


def _same_letters(name: str, known: Sequence[str]) -> str | None:
    """snake_case for camelCase and the like."""
    plain = name.replace("_", "").replace("-", "").lower()
    return next((other for other in known if other.replace("_", "").lower() == plain), None)


def _weigh_named(facts: CaseFacts, findings: Findings) -> None:
    """A parameter that the server's own message names."""
    message = _message(facts)
    if findings.certain or not message:
        return
    words = set(re.findall(r"[A-Za-z_]\w{2,}", message))
    for spec in facts.operation.fields:
        last = spec.name.rsplit(".", 1)[-1]
        if last in words:
            findings.likely(
                f"The server complains about {spec.name}.",
                f"Its message names it: {safe(message, 120)}",
                remedy=spec.help,
            )


def _message(facts: CaseFacts) -> str:
    return facts.exchange.envelope.message if facts.exchange.envelope else ""
