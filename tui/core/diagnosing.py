"""What a look at the whole installation finds: facts of folders, and findings with a remedy each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Standing(StrEnum):
    OK = "ok"
    NOTE = "note"
    """Worth knowing; nothing has to be done."""
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fact. A problem always brings a remedy."""

    area: str
    name: str
    standing: Standing
    detail: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A folder of this program as it is. `mode` is its permission bits, 0 where it does not exist yet;
    `free` the bytes that are free there."""

    name: str
    path: str
    exists: bool
    mode: int = 0
    own: bool = True
    writable: bool = True
    free: int = 0
    detail: str = ""
    """What the system says where it cannot be looked at."""
