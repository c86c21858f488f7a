"""A command line taken apart as cmd.exe and a C program on Windows do it, one after the other."""

from __future__ import annotations

import re

from tui.workbench.importing.bash_words import MORE_LINES, NOT_EXPANDED, REDIRECTED
from tui.workbench.importing.captured import refuse

_VARIABLE = re.compile(r"%[A-Za-z_][A-Za-z0-9_]*%")


def cmd_words(text: str) -> tuple[list[bytes], list[str]]:
    """The words of the first command and what is to be noted. Raises InvalidInput."""
    line, notes = _uncareted(text.replace("\r\n", "\n"))
    if _VARIABLE.search(text):
        notes.append(NOT_EXPANDED)
    return [word.encode("utf-8", "surrogatepass") for word in _arguments(line)], notes


def _uncareted(text: str) -> tuple[str, list[str]]:
    """What cmd.exe hands to the program: carets undone, cut where the command ends."""
    out: list[str] = []
    notes: list[str] = []
    quoted, at = False, 0
    while at < len(text):
        char = text[at]
        if char == "^" and not quoted:
            # A caret takes a line end away, and then the character behind it stands for itself.
            if text[at + 1 : at + 2] == "\n":
                at += 1
                if text[at + 1 : at + 2] == "\n":
                    out.append("\n")
                    at += 1
            else:
                out.append(text[at + 1 : at + 2])
                at += 1
        elif char == "\n":
            if text[at:].strip():
                notes.append(MORE_LINES)
            break
        elif char in "&|<>" and not quoted:
            notes.append(REDIRECTED if char in "<>" else MORE_LINES)
            break
        else:
            quoted ^= char == '"'
            out.append(char)
        at += 1
    return "".join(out), notes


def _arguments(line: str) -> list[str]:
    """The rules of Microsoft's C library for backslashes and quotation marks."""
    words: list[str] = []
    word: list[str] | None = None
    quoted, at = False, 0
    while at < len(line):
        if line[at] in " \t\n" and not quoted:
            if word is not None:
                words.append("".join(word))
            word = None
            at += 1
            continue
        word = word if word is not None else []
        if line[at] == '"':
            if quoted and line[at + 1 : at + 2] == '"':
                word.append('"')
                at += 1
            else:
                quoted = not quoted
            at += 1
        else:
            piece, at = _piece(line, at)
            word.append(piece)
    if quoted:
        refuse("cURL", 'a quotation mark " is never closed; copy the whole command')
    return words if word is None else [*words, "".join(word)]


def _piece(line: str, at: int) -> tuple[str, int]:
    """A character, or a run of backslashes, of which two make one before a quotation mark."""
    if line[at] != "\\":
        return line[at], at + 1
    end = at
    while line[end : end + 1] == "\\":
        end += 1
    count = end - at
    if line[end : end + 1] != '"':
        return "\\" * count, end
    if count % 2:
        return "\\" * (count // 2) + '"', end + 1
    return "\\" * (count // 2), end
