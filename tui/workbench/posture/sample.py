"""Sample endpoints to try the posture check on: one that looks at everything, and two that do not."""

from __future__ import annotations

import json
from enum import StrEnum
from urllib.parse import urlsplit

from tui.core.listening import HeardRequest, Reply
from tui.core.profile import Profile
from tui.workbench.signature_tests import Got, Outcome
from tui.workbench.signature_tests.verdicts import got_of
from tui.workbench.signatures import Signatures

SIGN_HEADER = "x-td-sign"


class Policy(StrEnum):
    STRICT = "strict"
    """Refuses a missing sign, whatever is not pass, replays and risky devices; is closed when in doubt."""
    LAX = "lax"
    """Lets requests without a sign through, and looks at the result alone: pass is pass."""
    BLIND = "blind"
    """Verifies, and goes on whatever the verdict."""


class SampleEndpoint:
    """Answers any path as an app's back end would, verifying with the sandbox."""

    def __init__(self, signatures: Signatures, profile: Profile, policy: Policy) -> None:
        self._signatures = signatures
        self._profile = profile
        self._policy = policy

    def __call__(self, heard: HeardRequest) -> Reply:
        sign = heard.header(SIGN_HEADER)
        if not sign and self._policy is not Policy.STRICT:
            return _reply(200, "done")
        if not sign:
            return _reply(401, "no sign")
        draft = self._signatures.draft(self._profile.kind, path=urlsplit(heard.target).path, sign=sign)
        got = got_of(self._signatures.verify(self._profile, draft))
        if self._policy is Policy.BLIND:
            return _reply(200, "done")
        if self._policy is Policy.LAX:
            return _reply(200, "done") if got.accepted else _reply(403, "refused")
        return _strict(got)


def _strict(got: Got) -> Reply:
    if got.outcome is Outcome.PASS:
        return _reply(200, "done")
    if got.outcome is Outcome.RISK:
        by_code = {"1601": (401, "step up"), "1602": (429, "slow down"), "1603": (409, "sign used before")}
        return _reply(*by_code.get(got.code, (403, "refused")))
    return _reply(403, "refused") if got.refused else _reply(503, "cannot verify now")


def _reply(status: int, word: str) -> Reply:
    return Reply(status, json.dumps({"status": word}).encode() + b"\n")
