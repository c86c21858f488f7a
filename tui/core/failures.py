"""Our own failures: one exception tree, one kebab-case code each, explained in core/errors.toml."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui.core.fields import FieldProblem

if TYPE_CHECKING:
    from tui.core.profile import Profile


class AssayError(Exception):
    """Something a person has to be told. Never carries a secret, an httpx object or a signed URL.

    `code` names a page of core/errors.toml. `evidence` are facts of this very case, one sentence
    each. `next_step` overrides the page's first remedy when this case knows better.
    """

    default_code = "internal-error"

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        evidence: Sequence[str] = (),
        next_step: str = "",
    ) -> None:
        super().__init__(message)
        self.code = code or self.default_code
        self.evidence = tuple(evidence)
        self.next_step = next_step

    @property
    def message(self) -> str:
        return str(self.args[0])


class InvalidInput(AssayError):
    """Something typed or read from a file cannot be used; nothing was sent."""

    default_code = "invalid-input"

    def __init__(self, problems: Sequence[FieldProblem], *, what: str = "The request") -> None:
        names = ", ".join(dict.fromkeys(p.field for p in problems))
        super().__init__(
            f"{what} cannot be used: check {names}. Nothing was sent.",
            evidence=[str(p) for p in problems],
        )
        self.problems = tuple(problems)


class NotFound(AssayError):
    """A profile, exchange, operation or code of that name does not exist here."""

    default_code = "not-found"


class Refused(AssayError):
    """The program will not do it: a write on a read-only profile, a host that is not the profile's."""

    default_code = "refused"


class ConfirmationNeeded(AssayError):
    """The operation changes state and nobody has said yes to it."""

    default_code = "confirmation-needed"


class ProxyUnconfirmed(ConfirmationNeeded):
    """The key would go through a proxy that nobody has said yes to yet; nothing was sent."""

    default_code = "proxy-unconfirmed"

    def __init__(self, profile: Profile, named: str, seen: str) -> None:
        super().__init__(
            f"{named} Nothing was sent.", evidence=[seen], next_step="Confirm the proxy, or take it out."
        )
        self.profile = profile


class FileProblem(AssayError):
    """A file of ours cannot be read or written. The file itself is left as it is."""

    default_code = "file-unreadable"


class VaultError(AssayError):
    """A secret could not be read, written or deleted.

    Codes: keyring-missing, keyring-locked, keyring-not-set-up, keyring-timeout, keyring-refused,
    keyring-failed, secret-missing, secret-not-kept, variable-unset, command-failed,
    store-read-only, store-unknown, passphrase-needed, passphrase-wrong, sealed-file-damaged.
    """

    default_code = "keyring-failed"


class TransportFailure(AssayError):
    """No complete answer arrived.

    `sent` is False only when it is certain that no byte of the request left this machine; when it
    is True, or unknown and therefore True, the outcome of a write is UNCERTAIN.
    """

    default_code = "transport-failed"

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        sent: bool = True,
        evidence: Sequence[str] = (),
        next_step: str = "",
    ) -> None:
        super().__init__(message, code=code, evidence=evidence, next_step=next_step)
        self.sent = sent


class Cancelled(TransportFailure):
    """The person, or a time limit of theirs, ended the exchange."""

    default_code = "cancelled"
