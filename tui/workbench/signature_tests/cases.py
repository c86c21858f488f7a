"""Case files: tests of verification as TOML that reads well in a review, with no secret and no sign in them.

version = 1
title = "Checkout"
[variables]
path = "/api/order"            # used as ${path}; rows and the environment go before it
[environment]
path = "ASSAY_CASE_PATH"       # the variable of the environment it is taken from, where that is set
[[case]]
id = "replay"
proves = "A sign counts once."
path = "${path}"               # also query, body, null = ["path"], partner_code = "…"
sign = "same:happy"            # fresh, none, same:CASE, text:…, or variable:NAME
change = "sign-cut"            # a change of the tamper matrix, made last
signed = { path = "/other" }   # what the client signed, where it is not the path alone
expect = { class = "PASS+RISK", status = 1603 }
rows = [{ name = "a", path = "/a" }]
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from tui.core.encoding import nested_beyond
from tui.core.failures import InvalidInput
from tui.core.fields import FieldProblem
from tui.workbench.signature_tests.codes import PARTNER_PARAMETER
from tui.workbench.signature_tests.expectations import Expectation, expectation
from tui.workbench.signature_tests.parts import ABSENT, Parts

VERSION = 1
MAX_CASES = 1000
MAX_DEPTH = 60
MAX_LITERAL = 40
"""Characters of a literal sign; a real one is longer and belongs to the environment."""

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,60}\Z")
_FILE_KEYS = {"version", "title", "variables", "environment", "case"}
_CASE_KEYS = {
    *("id", "title", "proves", "path", "query", "body", "null", "partner_code", "sign", "change", "signed"),
    *("expect", "rows"),
}
_SECRETIVE = {"partner_key", "key", "secret", "authorization", "cookie", "token"}


@dataclass(frozen=True, slots=True)
class Case:
    """One row to be sent. `parts` have no sign yet; `sign` says where it comes from, `signed` for what."""

    id: str
    row: str
    title: str
    proves: str
    parts: Parts
    signed: Parts
    sign: str
    change: str
    expect: Expectation

    @property
    def label(self) -> str:
        return f"{self.id}[{self.row}]" if self.row else self.id


@dataclass(frozen=True, slots=True)
class CaseFile:
    title: str
    cases: tuple[Case, ...]
    source: str = ""
    """The file's name, for the line that reproduces a case."""


def load_cases(text: str, environment: Mapping[str, str], source: str = "") -> CaseFile:
    """Parse a case file. `environment` holds the variables it may take. Raises InvalidInput, which names
    the case and the field."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        _refuse("cases", f"is not valid TOML: {error}")
    except RecursionError:
        _refuse("cases", "is nested too deeply")
    except ValueError:
        # tomllib lets the ValueError of an integer of more than 4300 digits through.
        _refuse("cases", "holds a number that is too long")
    if nested_beyond(data, MAX_DEPTH):
        _refuse("cases", "is nested too deeply")
    _check_keys("cases", data, _FILE_KEYS)
    if data.get("version") != VERSION:
        _refuse("version", f"must be {VERSION}")
    cases = data.get("case")
    if not isinstance(cases, list) or not cases:
        _refuse("case", "is missing: a file needs one [[case]] or more")
    variables = _variables(data, environment)
    found = [one for raw in cases for one in _rows(raw, variables)]
    if len(found) > MAX_CASES:
        _refuse("case", f"the file has {len(found)} rows; {MAX_CASES} is the most")
    _check_references(found)
    title = data.get("title", "")
    return CaseFile(title if isinstance(title, str) else "", tuple(found), source)


def _refuse(field: str, message: str) -> NoReturn:
    raise InvalidInput([FieldProblem(field, message)], what="The case file")


def _check_keys(where: str, data: Any, known: set[str]) -> None:
    if not isinstance(data, dict):
        _refuse(where, "must be a table")
    secretive = sorted(name for name in data if name.lower() in _SECRETIVE)
    if secretive:
        _refuse(where, f"holds {secretive[0]}: a case file carries no secret; the profile has it")
    unknown = sorted(set(data) - known)
    if unknown:
        _refuse(where, f"does not know {', '.join(unknown)}; it knows {', '.join(sorted(known))}")


def _variables(data: Mapping[str, Any], environment: Mapping[str, str]) -> dict[str, str]:
    values = {str(name): str(value) for name, value in dict(data.get("variables", {})).items()}
    for name, variable in dict(data.get("environment", {})).items():
        if str(variable) in environment:
            values[name] = environment[str(variable)]
        elif name not in values:
            _refuse(f"environment.{name}", f"the variable {variable} is not set, and there is no default")
    return values


def _rows(raw: Any, variables: Mapping[str, str]) -> Iterator[Case]:
    _check_keys("case", raw, _CASE_KEYS)
    case_id = raw.get("id")
    if not isinstance(case_id, str) or not _ID.match(case_id):
        _refuse("case.id", "must be small letters, digits and hyphens")
    rows = raw.get("rows", [{}])
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        _refuse(f"{case_id}.rows", "must be a list of tables")
    for number, row in enumerate(rows, 1):
        name = str(row.get("name", number if len(rows) > 1 else ""))
        own = {str(k): str(v) for k, v in row.items() if k not in ("name", "expect")}
        yield _case(
            case_id, name, {**raw, **{k: row[k] for k in ("expect",) if k in row}}, {**variables, **own}
        )


def _case(case_id: str, row: str, raw: Mapping[str, Any], variables: Mapping[str, str]) -> Case:
    def filled(value: Any) -> Any:
        return _filled(case_id, value, variables)

    null = raw.get("null", [])
    parts = Parts(
        **{
            name: None if name in null else _long(filled(raw[name])) if name in raw else ABSENT
            for name in ("path", "query", "body")
        },
        parameters={PARTNER_PARAMETER: filled(raw["partner_code"])} if "partner_code" in raw else {},
    )
    signed = raw.get("signed", {"path": raw.get("path", "/")})
    _check_keys(f"{case_id}.signed", signed, {"path", "query", "body"})
    sign = filled(raw.get("sign", "fresh"))
    _check_sign(case_id, sign, str(raw.get("sign", "fresh")))
    try:
        expect = expectation(raw.get("expect"))
    except ValueError as error:
        _refuse(f"{case_id}.expect", str(error))
    return Case(
        case_id,
        row,
        str(filled(raw.get("title", case_id))),
        str(filled(raw.get("proves", ""))),
        parts,
        Parts(**{name: _long(filled(value)) for name, value in signed.items()}),
        sign.replace("variable:", "text:", 1) if sign.startswith("variable:") else sign,
        str(raw.get("change", "")),
        expect,
    )


def _filled(case_id: str, value: Any, variables: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return _VARIABLE.sub(
            lambda found: _value(case_id, found.group(1), variables), _named(case_id, value, variables)
        )
    if isinstance(value, dict):
        return {key: _filled(case_id, inner, variables) for key, inner in value.items()}
    if isinstance(value, list):
        return [_filled(case_id, inner, variables) for inner in value]
    return value


def _named(case_id: str, text: str, variables: Mapping[str, str]) -> str:
    """`variable:NAME` with the variable's value in the place of its name."""
    head, colon, name = text.partition(":")
    return f"{head}:{_value(case_id, name, variables)}" if head == "variable" and colon else text


def _value(case_id: str, name: str, variables: Mapping[str, str]) -> str:
    if name not in variables:
        _refuse(case_id, f"the variable {name} is not declared in [variables], [environment] or its row")
    return variables[name]


def _long(value: Any) -> Any:
    """`{ repeat = "ab", times = 1000 }` as that text; up to a million characters."""
    if isinstance(value, dict) and set(value) == {"repeat", "times"}:
        return str(value["repeat"]) * min(int(value["times"]), 1_000_000)
    return value


def _check_sign(case_id: str, sign: Any, written: str) -> None:
    kinds = ("fresh", "none")
    if not isinstance(sign, str) or (sign not in kinds and ":" not in sign):
        _refuse(f"{case_id}.sign", "must be fresh, none, same:CASE, text:… or variable:NAME")
    kind, _, value = sign.partition(":")
    if kind not in (*kinds, "same", "text", "variable"):
        _refuse(f"{case_id}.sign", f"does not know “{kind}:”; it knows same:, text: and variable:")
    if kind == "text" and len(value) > MAX_LITERAL and "${" not in written:
        _refuse(f"{case_id}.sign", "looks like a real sign; take it from the environment with variable:NAME")


def _check_references(cases: list[Case]) -> None:
    seen: set[str] = set()
    labels: set[str] = set()
    for case in cases:
        if case.label in labels:
            _refuse(case.label, "stands twice in the file")
        kind, _, target = case.sign.partition(":")
        if kind == "same" and target not in seen:
            _refuse(f"{case.id}.sign", f"names “{target}”, which is no case before it")
        labels.add(case.label)
        seen.add(case.id)
