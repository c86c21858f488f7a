"""The settings of `config.toml` that mean something, and what each may be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tui.cli.defaults import SETTINGS, VARIABLES
from tui.cli.formats import FORMATS
from tui.cli.setting_values import flat
from tui.core.failures import InvalidInput
from tui.core.fields import FieldKind, FieldProblem, FieldSpec, check_value, parse_text
from tui.core.language import SETTING, Language


@dataclass(frozen=True, slots=True)
class Known:
    """One setting; `variable` goes before it."""

    spec: FieldSpec
    meaning: str
    variable: str = ""

    @property
    def key(self) -> str:
        return self.spec.name


def _twin(option: str, meaning: str, **shape: Any) -> Known:
    return Known(FieldSpec(SETTINGS[option], **shape), meaning, VARIABLES[option])


def _number(option: str, meaning: str, least: int, most: int) -> Known:
    return _twin(option, meaning, kind=FieldKind.INTEGER, minimum=least, maximum=most)


def _limit(key: str, meaning: str) -> Known:
    return Known(FieldSpec(key, FieldKind.INTEGER, minimum=1), meaning)


KNOWN = (
    Known(FieldSpec("theme"), "The theme of the screens, by its name in the palette."),
    Known(
        FieldSpec(SETTING, kind=FieldKind.CHOICE, choices=tuple(language.value for language in Language)),
        "The language of explanations; without it that of the locale (LC_ALL, LC_MESSAGES, LANG).",
        VARIABLES["lang"],
    ),
    Known(
        FieldSpec("tour", kind=FieldKind.CHOICE, choices=("offered", "left", "done")),
        "What became of the guided tour; without it the sandbox's first start offers it.",
    ),
    Known(FieldSpec("profile"), "The id of the profile that the screens begin with."),
    _twin("profile", "The profile of a command that is given none, by name or id."),
    _twin("format_name", "How commands write rows.", kind=FieldKind.CHOICE, choices=FORMATS),
    _number("timeout_seconds", "Seconds at most that the server may work at a query.", 1, 86400),
    _twin(
        "run_as",
        "How `assay query` runs SQL: by the size to expect (auto), or always in one way.",
        kind=FieldKind.CHOICE,
        choices=("auto", "stream", "page", "task"),
    ),
    Known(FieldSpec("queries.folder"), "The folder of the saved queries.", "ASSAY_QUERIES"),
    Known(
        FieldSpec("compose.run", FieldKind.CHOICE, choices=("auto", "stream", "page", "task")),
        "How Compose runs SQL: by the size to expect (auto), or always in one way.",
    ),
    Known(
        FieldSpec("retry.rate_limit", FieldKind.BOOLEAN),
        "Whether a read that is refused with -1005 is sent again, three times at most. True unless set.",
    ),
    _limit(
        "answers.largest",
        "Megabytes, unpacked, at which one answer is stopped and marked CUT OFF. 4000 unless set.",
    ),
    _limit("answers.megabytes", "Megabytes of all kept answers; the oldest go first. 2000 unless set."),
    _limit("answers.days", "Days that an answer is kept. 7 unless set."),
    _limit("history.most", "Exchanges that the history keeps. 100000 unless set."),
    _limit("history.days", "Days that an exchange stays in the history. 180 unless set."),
    _number("port", "The port of `assay sandbox serve`; 0 takes a free one.", 0, 65535),
    _number("rows", "Rows at most that `assay mcp` hands to an agent per query.", 1, 100_000),
    _number("queries", "Queries at most that one run of `assay mcp` sends.", 1, 100_000),
    _number("seconds", "Seconds at most that a query of `assay mcp` takes.", 1, 3600),
)
_BY_KEY = {one.key: one for one in KNOWN}
KEYS = "keys."
"""`keys.` and the id of a binding, such as `keys.compose.send`: keys separated by commas."""

OPEN = (KEYS, "variables.", "favourites.", "proxies.")
"""Below these a person, or a screen, names bindings, a profile's variables, an API's routes, a proxy."""


def parsed(key: str, text: str) -> Any:
    """The value to be kept. Raises InvalidInput for a key that nobody reads or a value that does not fit."""
    spec = spec_of(key)
    try:
        value = parse_text(spec, text)
    except ValueError as error:
        raise InvalidInput([FieldProblem(key, str(error))], what="The setting") from None
    problem = check_value(spec, value)
    if problem is not None:
        raise InvalidInput([problem], what="The setting")
    return value


def spec_of(key: str) -> FieldSpec:
    """Raises InvalidInput for a key that nobody reads."""
    if key.startswith(OPEN) and not key.endswith("."):
        return FieldSpec(key)
    known = _BY_KEY.get(key)
    if known is None:
        names = ", ".join([*_BY_KEY, f"{KEYS}ID"])
        raise InvalidInput([FieldProblem(key, f"is no setting; known are {names}")], what="The setting")
    return known.spec


def problems(settings: Mapping[str, Any]) -> list[FieldProblem]:
    """What is wrong with the values that are set; keys that nobody reads are named, and kept."""
    found = []
    for key, value in flat(settings).items():
        if key.startswith(OPEN):
            continue
        known = _BY_KEY.get(key)
        problem = (
            FieldProblem(key, "is no setting that is read")
            if known is None
            else check_value(known.spec, value)
        )
        if problem is not None:
            found.append(problem)
    return found
