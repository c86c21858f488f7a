"""A request as a cURL command for bash that gives the same request again."""

from __future__ import annotations

import re

from tui.workbench.importing.captured import CapturedRequest, refuse

SECRET_VARIABLE = "ASSAY_SECRET"  # noqa: S105 - the name of a variable, not a secret

_PLAIN = re.compile(r"[A-Za-z0-9_./:=@%+,-]+\Z")
_NAMED = {7: "a", 8: "b", 9: "t", 10: "n", 11: "v", 12: "f", 13: "r", 39: "'", 92: "\\"}


def to_curl(request: CapturedRequest, *, secret_parameter: str = "", variable: str = SECRET_VARIABLE) -> str:
    """The command, one option a line. With `secret_parameter`, the address ends in that parameter with
    the value of an environment variable, which the shell fills in; the secret itself is never in it.

    Raises InvalidInput for a NUL, which no command line can hold.
    """
    url = bash_quoted(request.url.encode("utf-8", "surrogateescape"))
    if secret_parameter:
        joint = "&" if "?" in request.url else "?"
        url += f"'{joint}{secret_parameter}='\"${variable}\""
    lines = [f"curl --globoff {url}"]
    method = "POST" if request.body else "GET"
    if request.method == "HEAD" and not request.body:
        lines.append("--head")
    elif request.method != method:
        lines.append(f"--request {bash_quoted(request.method.encode())}")
    for name, value in request.headers:
        text = f"{name}: {value}" if value else f"{name};"
        lines.append(f"--header {bash_quoted(text.encode('utf-8', 'surrogateescape'))}")
    if request.body:
        if request.header("content-type") is None:
            # Without this curl would claim that the body is a form.
            lines.append("--header 'Content-Type:'")
        lines.append(f"--data-raw {bash_quoted(request.body)}")
    return " \\\n  ".join(lines) + "\n"


def bash_quoted(data: bytes) -> str:
    """A word of bash that stands for exactly these bytes, printable and on one line.

    Raises InvalidInput for a NUL.
    """
    if b"\0" in data:
        refuse("cURL", "a NUL byte cannot stand in a command line; export it as HAR or raw HTTP instead")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _ansi(data)
    if _PLAIN.match(text):
        return text
    if text.isprintable():
        return "'" + text.replace("'", "'\\''") + "'"
    return _ansi(data)


def _ansi(data: bytes) -> str:
    out = []
    for byte in data:
        if byte in _NAMED:
            out.append("\\" + _NAMED[byte])
        elif 0x20 <= byte < 0x7F:
            out.append(chr(byte))
        else:
            # Octal of three digits: unlike \x, a digit behind it can never be taken for a part of it.
            out.append(f"\\{byte:03o}")
    return "$'" + "".join(out) + "'"
