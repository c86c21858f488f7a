"""`assay help`: the page of a command, or of a topic that no one command owns."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Callable, Iterable
from contextlib import redirect_stdout

import click
from click.shell_completion import CompletionItem

from tui.cli import stdout
from tui.cli.choosing import json_option
from tui.cli.commands import Cast, Commands, no_wrap
from tui.cli.formats import BINARY, FILE_FORMATS
from tui.cli.help import COMMANDS, EXIT_CODES, TEXT, TOPICS
from tui.cli.known_settings import KEYS, KNOWN
from tui.cli.listing import tell_object
from tui.cli.stderr import Exit, labelled
from tui.core.failures import NotFound
from tui.core.variables import KINDS
from tui.workbench.queries.verbs import VARIABLE_PREFIX

WIDTH = 92

VARIABLES = (
    (f"{VARIABLE_PREFIX}NAME", "The value of the variable {{NAME}} of a query."),
    ("ASSAY_HOME", "One folder for everything that is kept, instead of the system's own places."),
    ("ASSAY_PASSPHRASE", "The passphrase of the encrypted file; taken out of the environment at once."),
    ("ASSAY_SANDBOX_FAULT", "Faults of the embedded sandbox, as `assay sandbox faults` lists them."),
    ("ASSAY_SANDBOX_LIMITS", "Limits of the embedded sandbox, as `assay sandbox limits` lists them."),
    ("ASSAY_SANDBOX_STATE", "The file in which the embedded sandbox keeps what callers write."),
    ("NO_COLOR", "Set to anything: no colour, here and on the screens."),
    ("COLUMNS", "How wide help and explanations are, instead of the terminal's width."),
    (
        "LC_ALL, LC_MESSAGES, LANG",
        "The language of explanations, where ASSAY_LANGUAGE and the setting are not.",
    ),
)
"""Variables that belong to no setting."""


def _environment(cast: Cast) -> str:
    lines = ["An option goes before its variable, a variable before its setting (assay config list).\n\n"]
    for known in KNOWN:
        if known.variable:
            lines += [f"{known.variable}\n", labelled("", f"{known.meaning} The setting {known.key}.", WIDTH)]
    for name, meaning in VARIABLES:
        lines += [f"{name}\n", labelled("", meaning, WIDTH)]
    return "".join(lines)


def _exit_codes(cast: Cast) -> str:
    lines = [f"{code:>5}  {meaning}\n" for code, meaning in EXIT_CODES]
    said = (
        "They are stable. 4 is an answer and no fault of the way: `if assay verify …` holds only for a clean "
        "pass. With --json the code stands in the error object, as error.exit, and its name as error.code."
    )
    return "".join([*lines, "\n", _paragraph(said)])


def _files(cast: Cast) -> str:
    lines = ["Where things are kept here:\n\n"]
    found = [(finding.name, finding.detail) for finding in cast.workbench.diagnosing.folders()]
    found += [("settings", cast.workbench.diagnosing.settings_file())]
    found += [("queries", cast.workbench.queries.folder)]
    lines += [labelled(name, detail, WIDTH) for name, detail in found]
    said = (
        "config has profiles.toml and config.toml, data the history, drafts, used signs and the encrypted "
        "file, cache the answers as they came. No secret is in any of them but the encrypted file."
    )
    return "".join([*lines, "\n", _paragraph(said)])


FORMAT_WORDS = {
    "table": "Aligned columns for people; long cells are cut with an ellipsis.",
    "json": "One array of objects. When the answer was cut off the array stays open.",
    "ndjson": "One object a line.",
    "csv": 'RFC 4180: lines end in CR LF; quotes where they must be; NULL is empty, an empty text is "".',
    "tsv": "The same with tabulators.",
    "markdown": "A table for a document; md for short.",
    "parquet": "With types, for DuckDB, pandas, polars and Arrow; to a file or a pipe only.",
    "xlsx": "A workbook; to a file or a pipe only.",
}


def _formats(cast: Cast) -> str:
    lines = [labelled(name, words, WIDTH) for name, words in FORMAT_WORDS.items()]
    said = (
        "Numbers keep every digit the server sent. Columns whose name repeats get a number, and that is "
        "said. --output FILE takes the format from the ending. Files that a spreadsheet opens get an "
        "apostrophe before texts that it would run as formulas, unless --exact; standard output never does."
    )
    return "".join([*lines, "\n", _paragraph(said)])


def _scripting(cast: Cast) -> str:
    paragraphs = (
        "Standard output is the answer and nothing else. Words about it go to standard error; progress too, "
        "and only where that is a terminal.",
        'With --json an error is one object on standard error: {"error": {"code", "exit", "message", '
        '"evidence", "why", "next"}}; a note is {"note": …}, an object a line.',
        "A reader that goes away (| head) ends the call in silence with 141. Ctrl+c, and SIGTERM, cancel it "
        "with 130; a second one ends the program at once. A slow reader holds the sender back.",
        "Nothing asks where there is no terminal: what needs a yes takes --yes, and else ends with 5.",
        "`-` is standard input wherever a file or a text is read. SQL that is piped in needs no option.",
        "A secret never stands on a command line: it comes by prompt, --secret-stdin, --secret-env or "
        "--secret-command.",
    )
    return "\n".join(map(_paragraph, paragraphs))


def _variables(cast: Cast) -> str:
    lines = [
        _paragraph(
            "{{name}} in a query is a variable. Its value is put in as its type asks: a text is quoted for "
            "SQL, a list is quoted member by member, an identifier is quoted as a name."
        ),
        "\n",
        labelled(
            "from",
            f"--var NAME=VALUE, else ${VARIABLE_PREFIX}NAME, else the profile's value, else the default",
            WIDTH,
        ),
        labelled("types", ", ".join(kind.value for kind in KINDS) + ": --var NAME:TYPE=VALUE", WIDTH),
        labelled("days", "2024-05-31, today, yesterday, today-7d, start of month-1m, end of week", WIDTH),
        labelled("units", "d, w, m, q and y; weeks begin on Monday", WIDTH),
        "\n",
        _paragraph(
            "A day can stand in the braces itself: {{today-7d}}. A variable without a value sends nothing."
        ),
        "\n  assay query -p live -f report.sql --var from=today-7d --var events:list=login,purchase\n",
    ]
    return "".join(lines)


def _settings(cast: Cast) -> str:
    lines = ["Set one with: assay config set NAME VALUE\n\n"]
    for known in KNOWN:
        lines += [f"{known.key}\n", labelled("", known.meaning, WIDTH)]
    return "".join(
        [*lines, f"{KEYS}ID\n", labelled("", "The keys of an action of the screens, by its id.", WIDTH)]
    )


def _paragraph(text: str) -> str:
    return textwrap.fill(text, WIDTH, break_long_words=False, break_on_hyphens=False) + "\n"


_TEXTS: dict[str, Callable[[Cast], str]] = {
    "environment": _environment,
    "exit-codes": _exit_codes,
    "files": _files,
    "formats": _formats,
    "scripting": _scripting,
    "settings": _settings,
    "variables": _variables,
}
assert set(_TEXTS) == set(TOPICS)
assert {*FORMAT_WORDS, "md"} == {"table", *FILE_FORMATS}
assert set(BINARY) <= set(FORMAT_WORDS)


def _offered(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    if ctx.params.get("words"):
        return []
    known = TOPICS | {name: line for name, (_, line) in COMMANDS.items()}
    return [CompletionItem(name, help=line) for name, line in known.items() if name.startswith(incomplete)]


@click.command(context_settings=no_wrap())
@click.argument("words", nargs=-1, metavar="[TOPIC | COMMAND]", shell_complete=_offered)
@json_option("Print the text in a JSON object.")
@click.pass_obj
def command(cast: Cast, words: tuple[str, ...], as_json: bool) -> int:
    """Print the page of a command, or of a topic.

    Topics: environment, exit-codes, files, formats, scripting, settings, variables.

    \b
    Examples:
      assay help
      assay help query
      assay help profile add
      assay help exit-codes

    Exit codes: 0 done, 1 usage, 2 there is no such topic or command.
    """
    name = " ".join(words)
    if not words:
        text = TEXT
    elif name in _TEXTS:
        text = _TEXTS[name](cast)
    elif words[0] in COMMANDS:
        text = _page(words, cast)
    else:
        raise _unknown(name)
    return tell_object({"topic": name, "text": text}) if as_json else stdout.text(text) or Exit.OK


def _page(words: Iterable[str], cast: Cast) -> str:
    """Raises UsageError for a sub-command that there is none of."""
    made = io.StringIO()
    with redirect_stdout(made):
        Commands("assay").main([*words, "--help"], prog_name="assay", standalone_mode=False, obj=cast)
    return made.getvalue()


def _unknown(name: str) -> NotFound:
    return NotFound(
        f"There is no topic and no command “{name}”.",
        evidence=[f"Topics: {', '.join(TOPICS)}."],
        next_step="List the commands with: assay help",
    )
