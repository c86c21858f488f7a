"""A cURL command as a request. The command is parsed and never run, and no file of it is opened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NoReturn

from tui.workbench.importing.bash_words import BashWords
from tui.workbench.importing.captured import CapturedRequest, check_size, refuse
from tui.workbench.importing.cmd_words import cmd_words
from tui.workbench.importing.curl_options import (
    ALONE,
    SHORT_ALONE,
    SHORT_NAMES,
    SHORT_WITH_ARGUMENT,
    WITH_ARGUMENT,
    full_name,
)
from tui.workbench.importing.curl_parts import CurlParts
from tui.workbench.importing.dialect import is_windows

_BEGIN = re.compile(
    r"""\A\s*(?:[\w.@:~/\\\[\]()\- ]{0,200}?[$%\#>❯➜]\s*)?"""  # a prompt
    r"""(?:(?:sudo|time|command|exec)\s+)?(?P<curl>\^?["']?(?:[\w./\\:~-]*[/\\])?curl(?:\.exe)?\^?["']?)(?=[\s^`\\]|\Z)""",
    re.IGNORECASE,
)
_OTHER_COPIES = {
    "fetch(": "JavaScript (fetch)",
    "await fetch(": "JavaScript (fetch)",
    "invoke-webrequest": "PowerShell",
    "$session": "PowerShell",
    "invoke-restmethod": "PowerShell",
}


def is_curl(text: str) -> bool:
    """Whether a text begins with curl, a prompt before it or not."""
    return _BEGIN.match(text.lstrip("\ufeff")) is not None


def parse_curl(text: str, *, windows: bool | None = None) -> CapturedRequest:
    """The request of the first command in `text`. `windows` says whose quoting it is; None tells it
    by the carets. Raises InvalidInput with a sentence for a person."""
    check_size("cURL", len(text))
    text = text.removeprefix("\ufeff")
    begin = _BEGIN.match(text)
    if begin is None:
        _refuse_other(text)
    rest = text[begin.end("curl") :]
    if is_windows(text[: begin.start("curl")], text[begin.start("curl") :]) if windows is None else windows:
        words, notes = cmd_words(rest)
    else:
        splitter = BashWords(rest)
        words, notes = splitter.split(), splitter.notes
    parts = CurlParts(notes)
    for name, argument in _options(words, parts):
        if name == "next":
            parts.note("Only the request before --next is read; the others are left out.")
            break
        parts.take(name, argument)
    return parts.request()


def _refuse_other(text: str) -> NoReturn:
    start = text.lstrip()[:40].lower()
    for begin, name in _OTHER_COPIES.items():
        if start.startswith(begin):
            refuse("cURL", f"is {name}; choose “Copy as cURL” in the browser's network panel instead")
    refuse("cURL", "does not begin with curl")


def _options(words: list[bytes], parts: CurlParts) -> Iterator[tuple[str, bytes]]:
    """Options by long name with their arguments, and addresses as `url`, in their order."""
    at = 0
    only_addresses = False
    while at < len(words):
        word = words[at]
        at += 1
        if only_addresses or not word.startswith(b"-") or word == b"-":
            yield "url", word
        elif word == b"--":
            only_addresses = True
        elif word.startswith(b"--"):
            name, argument, used = _long(word[2:].decode("utf-8", "replace"), words, at, parts)
            at += used
            yield name, argument
        else:
            found, used = _short(word[1:].decode("utf-8", "surrogateescape"), words, at, parts)
            at += used
            yield from found


def _long(text: str, words: list[bytes], at: int, parts: CurlParts) -> tuple[str, bytes, int]:
    name = full_name(text)
    if name is None and "=" in text:
        head, _, tail = text.partition("=")
        if full_name(head) in WITH_ARGUMENT:
            parts.note(f"--{head}=… is read as --{head} with an argument.")
            return str(full_name(head)), tail.encode("utf-8", "surrogatepass"), 0
    if name in WITH_ARGUMENT:
        return name, _argument(f"--{name}", words, at), 1
    if name is not None:
        return name, b"", 0
    # An unknown option: what follows is its argument unless it looks like an option or an address.
    following = words[at] if at < len(words) else b"-"
    takes = not following.startswith(b"-") and b"://" not in following
    parts.note(
        f"The option --{text[:40]} is not known and is left out{', with its argument' if takes else ''}."
    )
    return "", b"", 1 if takes else 0


def _short(text: str, words: list[bytes], at: int, parts: CurlParts) -> tuple[list[tuple[str, bytes]], int]:
    """Options of one dash: any number without an argument, then perhaps one with it attached or behind."""
    found: list[tuple[str, bytes]] = []
    for place, letter in enumerate(text):
        if letter in SHORT_WITH_ARGUMENT:
            rest = text[place + 1 :].encode("utf-8", "surrogateescape")
            name = SHORT_NAMES.get(letter, "")
            if rest:
                return [*found, (name, rest)], 0
            return [*found, (name, _argument(f"-{letter}", words, at))], 1
        if letter not in SHORT_ALONE:
            parts.note(f"The option -{letter} is not known and is left out.")
        elif letter in SHORT_NAMES:
            found.append((SHORT_NAMES[letter], b""))
    return found, 0


def _argument(option: str, words: list[bytes], at: int) -> bytes:
    if at >= len(words):
        refuse("cURL", f"{option} stands at the end and its argument is missing; copy the whole command")
    return words[at]


assert not WITH_ARGUMENT & ALONE
