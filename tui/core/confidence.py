"""How sure we are of a statement about a vendor's API. Shown wherever the statement is shown."""

from __future__ import annotations

from enum import StrEnum


class Confidence(StrEnum):
    DOCUMENTED = "documented"
    """Read in the vendor's own manual or source."""
    SEEN = "seen"
    """Seen in working public clients, not in the vendor's manual."""
    INFERRED = "inferred"
    """Our conclusion from documented or seen facts; it may be wrong."""
    GUIDANCE = "guidance"
    """Our advice."""
    UNKNOWN = "unknown"
    """Not found anywhere in public."""
    SANDBOX = "sandbox"
    """True of the embedded sandbox only; says nothing about the vendor."""
    OWN = "own"
    """About this program itself."""
