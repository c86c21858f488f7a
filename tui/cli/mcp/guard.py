"""Whether a text is one query that only reads."""

from __future__ import annotations

import re
from itertools import pairwise

from tui.core.failures import Refused

_TOKEN = re.compile(
    r"""--[^\n]*|/\*.*?\*/        # comments
      | '(?:[^']|'')*'            # texts
      | "(?:[^"]|"")*"            # names
      | ;|\w+|\S""",
    re.VERBOSE | re.DOTALL,
)
READS = ("SELECT", "WITH")
"""In Trino a statement that begins so can only read."""


def refuse_writes(sql: str) -> None:
    """Raises Refused unless the text is one statement that begins with SELECT or WITH."""
    tokens = [t for t in _TOKEN.findall(sql) if not t.startswith(("--", "/*"))]
    while tokens and tokens[-1] == ";":
        tokens.pop()
    first = next((t.upper() for t in tokens if t != "("), "")
    if first not in READS:
        raise Refused(
            "Only queries that read are sent for an agent; nothing was sent.",
            evidence=[f"It begins with {first[:40] or 'nothing'}."],
            next_step="Begin with SELECT or WITH.",
        )
    # What is left alone of a comment or a quote was never closed.
    if {";", "'", '"'} & set(tokens) or ("/", "*") in pairwise(tokens):
        raise Refused(
            "Only one statement is sent at a time; nothing was sent.",
            next_step="Send the statements one by one, and close every comment and quote.",
        )
