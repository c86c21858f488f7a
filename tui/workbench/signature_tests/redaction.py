"""One layer under every report: no key, no whole sign, no cookie, no authorization."""

from __future__ import annotations

import re
from typing import Any

from tui.core.secret import MASK, cut_short

_PARAMETER = re.compile(
    r"((?:partner_key|access_key|token|secret)(?:=|%3[dD]|[\"']?\s*:\s*[\"']?))[^\s&\"'<>,}]+"
)
_HEADER = re.compile(
    r"((?:authorization|proxy-authorization|cookie|set-cookie)[\"']?\s*[:=]\s*[\"']?)[^\r\n\"']+",
    re.IGNORECASE,
)
_LONG = 12
"""Shorter signs hide nothing and may be ordinary words."""


class Redaction:
    """Knows the signs of a run, masks what looks like a credential. The transport has masked the key
    itself before anything of an answer comes here."""

    def __init__(self) -> None:
        self._signs: set[str] = set()
        self._longest_first: tuple[str, ...] = ()

    def know(self, sign: Any) -> None:
        """Remember a sign that was sent, so that it is shown cut short wherever it stands."""
        if isinstance(sign, str) and len(sign) > _LONG:
            self._signs.add(sign)
            self._longest_first = ()

    def text(self, value: str) -> str:
        if len(self._longest_first) != len(self._signs):
            self._longest_first = tuple(sorted(self._signs, key=len, reverse=True))
        for sign in self._longest_first if len(value) > _LONG else ():
            value = value.replace(sign, cut_short(sign))
        value = _PARAMETER.sub(lambda found: found.group(1) + MASK, value)
        return _HEADER.sub(lambda found: found.group(1) + MASK, value)

    def data(self, value: Any) -> Any:
        """JSON-able data with every text in it redacted."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {self.text(str(key)): self.data(member) for key, member in value.items()}
        if isinstance(value, list | tuple):
            return [self.data(member) for member in value]
        return value
