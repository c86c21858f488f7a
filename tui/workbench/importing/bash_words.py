"""A command line taken apart as bash does it. Only taken apart: nothing is expanded and nothing is run."""

from __future__ import annotations

import re

from tui.workbench.importing.captured import line_of, refuse

_ESCAPES = {
    "a": 7,
    "b": 8,
    "e": 27,
    "E": 27,
    "f": 12,
    "n": 10,
    "r": 13,
    "t": 9,
    "v": 11,
    "\\": 92,
    "'": 39,
    '"': 34,
    "?": 63,
}
_OCTAL = re.compile(r"[0-7]{1,3}")
_HEX = re.compile(r"[0-9A-Fa-f]{1,2}")
_UNIT = {"u": re.compile(r"[0-9A-Fa-f]{1,4}"), "U": re.compile(r"[0-9A-Fa-f]{1,8}")}
_LOW = re.compile(r"\\u([dD][c-fC-F][0-9A-Fa-f]{2})")
_PLAIN = re.compile(r"[^\s'\"\\$`;|&<>#\x00]+")
_EXPANSION = re.compile(r"\$(?:[A-Za-z_][A-Za-z0-9_]*|\{[^}\n]{0,80}\}|\()")

NOT_EXPANDED = "A variable or a command in it is not expanded; it stands in the request as it was typed."
CUT_AT_AND = (
    "The address is not in quotation marks: a shell would cut it at &. It is taken whole here; "
    "put it in quotation marks."
)
MORE_LINES = "Only the first command is read; what follows it is left out."
NO_BACKSLASH = "A line break without a backslash is taken for a continued line."
REDIRECTED = "A redirection is left out."


class BashWords:
    """The words of the first command in a text, as bytes, for `\\x` escapes give bytes."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._word: bytearray | None = None
        self.words: list[bytes] = []
        self.notes: list[str] = []

    def split(self) -> list[bytes]:
        """Raises InvalidInput for a quotation mark that is never closed."""
        while self._at < len(self._text) and self._step():
            pass
        self._end_word()
        return self.words

    def _note(self, note: str) -> None:
        if note not in self.notes:
            self.notes.append(note)

    def _add(self, text: str | bytes) -> None:
        if self._word is None:
            self._word = bytearray()
        self._word += text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")

    def _end_word(self) -> None:
        if self._word is not None:
            self.words.append(bytes(self._word))
            self._word = None

    def _step(self) -> bool:
        """Read one piece; False at the end of the command."""
        char = self._text[self._at]
        if char in " \t\r\n":
            return self._blank(char)
        if char == "#" and self._word is None:
            end = self._text.find("\n", self._at)
            self._at = len(self._text) if end < 0 else end
        elif char == "'":
            end = self._closing("'", self._at + 1)
            self._add(self._text[self._at + 1 : end])
            self._at = end + 1
        elif char == '"':
            self._double()
        elif char == "$":
            self._dollar()
        elif char == "\\":
            self._backslash()
        elif char == "`":
            return self._backtick()
        elif char in ";|&<>":
            return self._operator(char)
        else:
            found = _PLAIN.match(self._text, self._at)
            piece = found.group() if found else char
            self._add(piece)
            self._at += len(piece)
        return True

    def _blank(self, char: str) -> bool:
        self._end_word()
        self._at += 1
        if char != "\n" or not self.words:
            return True
        rest = self._text[self._at :].lstrip(" \t\r\n")
        if not rest:
            return False
        if rest[0] == "-":
            self._note(NO_BACKSLASH)
            return True
        self._note(MORE_LINES)
        return False

    def _closing(self, quote: str, at: int) -> int:
        end = self._text.find(quote, at)
        if end < 0:
            line = line_of(self._text, at)
            refuse(
                "cURL", f"the quotation mark {quote} in line {line} is never closed; copy the whole command"
            )
        return end

    def _double(self) -> None:
        start = self._at
        self._at += 1
        self._add("")
        while True:
            if self._at >= len(self._text):
                self._closing('"', start + len(self._text))
            char = self._text[self._at]
            if char == '"':
                self._at += 1
                return
            if char == "\\" and self._text[self._at + 1 : self._at + 2] in tuple('$`"\\'):
                self._add(self._text[self._at + 1])
                self._at += 2
            elif char == "\\" and self._skip_line_end():
                pass
            else:
                if char == "`" or _EXPANSION.match(self._text, self._at):
                    self._note(NOT_EXPANDED)
                self._add(char)
                self._at += 1

    def _skip_line_end(self) -> bool:
        """Skip a backslash with the line end behind it."""
        for end in ("\r\n", "\n"):
            if self._text.startswith(end, self._at + 1):
                self._at += 1 + len(end)
                return True
        return False

    def _backslash(self) -> None:
        if self._skip_line_end():
            return
        self._add(self._text[self._at + 1 : self._at + 2] or "\\")
        self._at += 2

    def _backtick(self) -> bool:
        # PowerShell continues a line with a backtick; in bash it would begin a command.
        if self._text[self._at + 1 : self._at + 2] in ("\n", "\r"):
            self._at = self._text.find("\n", self._at) + 1 or len(self._text)
            return True
        self._note(NOT_EXPANDED)
        self._add("`")
        self._at += 1
        return True

    def _operator(self, char: str) -> bool:
        following = self._text[self._at + 1 : self._at + 2]
        if char == "&" and self._word is not None and following not in ("", "&", " ", "\t", "\r", "\n"):
            self._note(CUT_AT_AND)
            self._add("&")
            self._at += 1
            return True
        if char in "<>":
            self._redirection()
            return True
        if self._text[self._at :].strip(";|& \t\r\n"):
            self._note(MORE_LINES)
        return False

    def _redirection(self) -> None:
        if self._word is not None and self._word.isdigit():
            self._word = None
        self._end_word()
        self._note(REDIRECTED)
        found = re.compile(r"[<>&|]+[ \t]*[^\s]*").match(self._text, self._at)
        self._at = found.end() if found else self._at + 1

    def _dollar(self) -> None:
        following = self._text[self._at + 1 : self._at + 2]
        if following == "'":
            self._at += 2
            self._ansi()
        elif following == '"':
            self._at += 1
        else:
            if _EXPANSION.match(self._text, self._at):
                self._note(NOT_EXPANDED)
            self._add("$")
            self._at += 1

    def _ansi(self) -> None:
        """`$'…'`, in which escapes stand for bytes and characters."""
        start = self._at
        self._add("")
        while True:
            if self._at >= len(self._text):
                self._closing("'", start + len(self._text))
            char = self._text[self._at]
            if char == "'":
                self._at += 1
                return
            self._at += 1
            self._add(char if char != "\\" else self._escape())

    def _escape(self) -> bytes | str:
        """What the escape behind a backslash stands for; the place is moved behind it."""
        char = self._text[self._at : self._at + 1]
        if char in _ESCAPES and char:
            self._at += 1
            return bytes([_ESCAPES[char]])
        if char == "c" and self._at + 1 < len(self._text):
            self._at += 2
            return bytes([ord(self._text[self._at - 1]) & 0x1F])
        if octal := _OCTAL.match(self._text, self._at):
            self._at = octal.end()
            return bytes([int(octal.group(), 8) & 0xFF])
        pattern = _HEX if char == "x" else _UNIT.get(char)
        digits = pattern.match(self._text, self._at + 1) if pattern else None
        if digits is None:
            return "\\"
        self._at = digits.end()
        number = int(digits.group(), 16)
        return bytes([number]) if char == "x" else self._character(number)

    def _character(self, number: int) -> str:
        # Browsers write a character beyond the first plane as two units of UTF-16.
        if 0xD800 <= number < 0xDC00 and (low := _LOW.match(self._text, self._at)):
            self._at = low.end()
            return chr(0x10000 + ((number - 0xD800) << 10) + (int(low.group(1), 16) - 0xDC00))
        return chr(number) if number <= 0x10FFFF else "\ufffd"
