"""The one place where a secret is spelled out for a store."""

from __future__ import annotations

from tui.core.secret import Secret


def plain_text(secret: Secret) -> str:
    """The value, for the process or the cipher that keeps it. It goes into no variable that lives on."""
    return secret.reveal()
