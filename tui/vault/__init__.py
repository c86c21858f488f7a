"""Secrets: every store of them behind one door, and the authorizer that lets one out at the last moment."""

from tui.vault.vault import SecretVault

__all__ = ["SecretVault"]
