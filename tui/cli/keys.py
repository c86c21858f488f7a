"""`assay keys`: the keys of the screens, to read, to print, and to change."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from html import escape

import click

from tui.cli import stderr, stdout
from tui.cli.choosing import json_option
from tui.cli.commands import Cast, no_wrap
from tui.cli.listing import tell_object
from tui.cli.setting_values import flat
from tui.cli.stderr import Exit, labelled
from tui.core.failures import InvalidInput
from tui.core.fields import FieldProblem
from tui.core.keymap import SETTING, KeyBinding, KeySheet, shown, usable
from tui.keysheet import key_sheet

WIDTH = 96


@click.command(
    context_settings=no_wrap(),
    help="""The keys of the screens: what each does, its id, and what the settings have made of it.

An action is given other keys by its id, in config.toml or with `assay config set`; several are separated
by commas. A key that two actions would share, that a terminal does not send, or an id of no action is told
here, by `assay doctor` and when the screens open; such an action keeps its own keys.

\b
Examples:
  assay keys
  assay keys --format markdown > keys.md
  assay keys --format html > keys.html       # made to be printed
  assay config set keys.compose.send f9,ctrl+r

Exit codes: 0 done, 1 usage, 2 a key in the settings cannot be used.
""",
)
@click.option(
    "--format",
    "format_name",
    type=click.Choice(("text", "markdown", "html")),
    default="text",
    help="As text, as a document, or as a page to print.",
)
@click.option("--defaults", is_flag=True, help="As they are without the settings.")
@json_option("Print a JSON array of objects.")
@click.pass_obj
def command(cast: Cast, format_name: str, defaults: bool, as_json: bool) -> int:
    sheet = key_sheet()
    wrong: list[FieldProblem] = []
    if not defaults:
        changed, wrong = usable(wanted(cast), sheet)
        sheet = with_changes(sheet, changed)
    if as_json:
        tell_object([_object(one, sheet) for one in in_order(sheet)])
    else:
        stdout.text(FORMATS[format_name](sheet))
    for problem in wrong:
        stderr.line(str(problem))
    return Exit.INPUT if wrong else Exit.OK


def _object(one: KeyBinding, sheet: KeySheet) -> dict[str, object]:
    where = sheet.sections[one.section]
    return {"id": one.id, "keys": list(one.keys), "name": one.label, "does": one.does, "where": where}


def wanted(cast: Cast) -> dict[str, str]:
    """The keys of the settings file, by id."""
    table = cast.settings.get(SETTING)
    found = flat(table) if isinstance(table, Mapping) else {}
    return {name: keys for name, keys in found.items() if isinstance(keys, str)}


def key_problems(cast: Cast) -> list[FieldProblem]:
    """What is wrong with the keys of the settings file."""
    found = wanted(cast)
    return usable(found, key_sheet())[1] if found else []


def checked_change(cast: Cast, key: str, value: str) -> list[FieldProblem]:
    """What is to be said about one changed setting; nothing when it is none of the keys. Raises InvalidInput
    when the action would keep its own keys."""
    group, _, name = key.partition(".")
    if group != SETTING:
        return []
    rest = {other: keys for other, keys in wanted(cast).items() if other != name}
    taken, problems = usable({**rest, name: value}, key_sheet())
    mine = [problem for problem in problems if problem.field == key]
    if name not in taken:
        raise InvalidInput(mine, what="The setting")
    return mine


def with_changes(sheet: KeySheet, changed: Mapping[str, str]) -> KeySheet:
    bindings = {
        name: replace(one, keys=tuple(changed[name].split(","))) if name in changed else one
        for name, one in sheet.bindings.items()
    }
    return replace(sheet, bindings=bindings)


def in_order(sheet: KeySheet) -> Iterator[KeyBinding]:
    """By place, then as the file has them."""
    for section in sheet.sections:
        yield from (one for one in sheet.bindings.values() if one.section == section)


def _keys(binding: KeyBinding) -> str:
    return " ".join(map(shown, binding.keys))


def words(one: KeyBinding) -> str:
    """What it does, after its name where that says more."""
    name = one.label.casefold()
    return one.does if name.split()[0] in one.does.casefold() else f"{one.label}: {one.does}"


def _text(sheet: KeySheet) -> str:
    lines, section = [], ""
    for one in in_order(sheet):
        if one.section != section:
            lines.append(f"{'' if not section else chr(10)}{sheet.sections[one.section]}\n")
            section = one.section
        lines.append(labelled(f"{_keys(one):<20}", f"{words(one)}  ({one.id})", WIDTH))
    return "".join(lines)


MARKDOWN = """# Keys

Generated from the bindings (`python -m tests.tools.key_sheet`). `assay keys` shows them with your changes,
`assay keys --format html` makes a page to print. An action gets other keys by its id:

```toml
[keys]
"compose.send" = "f9,ctrl+r"
```

`tab` and `shift+tab` move the focus, `ctrl+p` opens the palette, which has every action by its name; these
three are fixed. In a text field the arrows, `home` and `end` move, and letters are typed.
"""


def _markdown(sheet: KeySheet) -> str:
    lines, section = [MARKDOWN], ""
    for one in in_order(sheet):
        if one.section != section:
            section = one.section
            lines.append(
                f"\n## {sheet.sections[section]}\n\n| keys | what it does | id |\n| --- | --- | --- |\n"
            )
        keys = " ".join(f"`{shown(key)}`" for key in one.keys)
        lines.append(f"| {keys} | {words(one)} | `{one.id}` |\n")
    return "".join(lines)


HEAD = "| keys | what it does | id |\n| --- | --- | --- |\n"
HTML = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Keys of assay</title>
<style>
  body { font: 9pt/1.25 sans-serif; columns: 3 17em; column-gap: 1.5em; margin: 1cm; }
  h1 { column-span: all; margin: 0 0 .4em } h2 { font-size: 10pt; margin: .8em 0 .2em; break-after: avoid }
  dl { display: grid; grid-template-columns: 7em 1fr; gap: .1em .6em; margin: 0 }
  dt { font-family: monospace; font-weight: bold } dd { margin: 0 }
  @page { size: A4 landscape; margin: 8mm }
</style>
<h1>assay: keys</h1>
"""


def _html(sheet: KeySheet) -> str:
    lines, section = [HTML], ""
    for one in in_order(sheet):
        if one.section != section:
            before, section = section and "</dl>\n", one.section
            lines.append(f"{before}<h2>{escape(sheet.sections[section])}</h2>\n<dl>\n")
        lines.append(f"<dt>{escape(_keys(one))}</dt><dd>{escape(words(one))}</dd>\n")
    return "".join([*lines, "</dl>\n</html>\n"])


FORMATS: dict[str, Callable[[KeySheet], str]] = {"text": _text, "markdown": _markdown, "html": _html}
