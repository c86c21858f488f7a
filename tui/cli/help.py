"""The first page of help, ready made: `assay --help` answers before any library is loaded."""

from __future__ import annotations

from collections.abc import Sequence

COMMANDS: dict[str, tuple[str, str]] = {
    "query": ("tui.cli.query.command", "Run SQL and print the rows"),
    "saved": ("tui.cli.saved", "The saved queries: list, show, path"),
    "run": ("tui.cli.run_folder", "Run a folder of saved queries as checks, with reports"),
    "ask": ("tui.cli.ask", "Ask kept answers again with SQL, on this machine"),
    "verify": ("tui.cli.verify.command", "Verify one signature and print the verdict"),
    "explain": ("tui.cli.explain", "What a code means and what to do about it"),
    "call": ("tui.cli.call", "Call any route of a profile's API"),
    "routes": ("tui.cli.routes", "List the routes that `call` knows"),
    "schema": ("tui.cli.schema", "Events, properties, tables and cohorts of a project"),
    "profile": ("tui.cli.profile.more", "List, add, edit, check, rotate, share and remove profiles"),
    "translate-body": ("tui.cli.translate", "Translate a body copied from the vendor's web console"),
    "task": ("tui.cli.task", "Background queries that were left: list, resume, cancel"),
    "history": ("tui.cli.history.command", "What was sent: list, show, export, delete, clear"),
    "compare": ("tui.cli.compare", "What changed between two exchanges of the history"),
    "export-request": ("tui.cli.export_request", "An exchange as cURL, httpx code, HAR or a bug report"),
    "config": ("tui.cli.config", "Your own settings: list, get, set, unset"),
    "keys": ("tui.cli.keys", "The keys of the screens, to read, print and change"),
    "doctor": ("tui.cli.doctor", "Look whether all that assay needs works, with remedies"),
    "completion": ("tui.cli.completion", "Print a completion script for bash, zsh or fish"),
    "mcp": ("tui.cli.mcp", "Serve the read-only verbs to agents (Model Context Protocol)"),
    "sandbox": ("tui.cli.sandbox", "The embedded sandbox: serve it, load data, make keys and signs"),
    "help": ("tui.cli.topics", "The page of a command, or of a topic"),
}
"""Name, module and one line of every command; the command is the module's `command`."""

TOPICS = {
    "environment": "The variables that are read",
    "exit-codes": "What each exit code means",
    "files": "Where things are kept",
    "formats": "How rows are written",
    "scripting": "Pipes, signals, errors for programs",
    "settings": "What can be set in config.toml",
    "variables": "Values and days in queries",
}
"""Pages of `assay help` that belong to no one command."""

SCREEN_OPTIONS: tuple[tuple[str, str], ...] = (
    ("--sandbox", "Open the workbench on the embedded sandbox"),
    ("--profile", "Open the workbench on a profile"),
    ("--help", "Show the first page of help"),
    ("--version", "Show the version"),
)

EXIT_CODES: tuple[tuple[int, str], ...] = (
    (0, "done; a query has all its rows, a signature is a clean pass"),
    (1, "the command line cannot be used"),
    (2, "a profile, secret, file, field or code is missing or wrong; nothing was sent"),
    (3, "no answer that can be used: not reached, timed out, cut off, unreadable, or no verdict"),
    (4, "the service answered, and not with plain success: an error code, or not a clean pass"),
    (5, "refused, or a yes was needed and not given; nothing was sent"),
    (6, "uncertain: it was sent, and what became of it is not known"),
    (70, "a fault of assay's own"),
    (130, "interrupted; what ran was cancelled"),
    (141, "whoever read the output went away"),
)


def _text() -> str:
    lines = [
        "assay: a terminal workbench for the ThinkingEngine Open API and the TrustDecision",
        "signature verification API.",
        "",
        "  assay                      open the workbench",
        "  assay --sandbox            open it on the embedded sandbox; needs no account",
        "  assay --profile NAME       open it on a profile",
        "  assay COMMAND --help       how to use a command",
        "  assay help TOPIC           a page on one of the topics below",
        "  assay --version",
        "",
        "Commands",
        *(f"  {name:<15} {line}" for name, (_, line) in COMMANDS.items()),
        "",
        "Topics",
        *(f"  {name:<15} {line}" for name, line in TOPICS.items()),
        "",
        "Every command takes --json: its answer, its errors and its notes are then JSON, errors and",
        "notes on standard error, an object a line. The exceptions are completion and mcp.",
        "",
        "Standard output carries the answer and nothing else; words about it go to standard error.",
        "",
        "Exit codes",
        *(f"  {code:>3}  {meaning}" for code, meaning in EXIT_CODES),
        "",
    ]
    return "\n".join(lines)


TEXT = _text()


def misplaced(words: Sequence[str]) -> str:
    """One sentence about words that are neither the screen's nor begin with a command; else nothing."""
    first = words[0] if words else ""
    if first in COMMANDS:
        return ""
    if first.startswith("-"):
        if {"--sandbox", "--profile", "-p"} & {word.partition("=")[0] for word in words}:
            if len({word.partition("=")[0] for word in words} & {"--sandbox", "--profile"}) == 2:
                return "Choose one of --sandbox and --profile."
            if any(word in COMMANDS for word in words):
                return "Options stand after the command: assay COMMAND --sandbox …"
            return "--profile needs the name of a profile."
        return f"There is no option {first}."
    return f"There is no command “{first}”.{_meant(first)} Commands: {', '.join(COMMANDS)}."


def _meant(word: str) -> str:
    """The one that was probably meant; its library is only there for this."""
    from difflib import get_close_matches

    near = get_close_matches(word, COMMANDS, 1)
    return f" Did you mean “{near[0]}”?" if near else ""
