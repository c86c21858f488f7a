"""Local checks of the sign: damage on the way, never its form.

A sign is opaque. Captures differ from the one documented sample in first letter, case and length, so
none of these is evidence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from urllib.parse import unquote

from tui.core.display import safe
from tui.core.exact_json import what_is
from tui.core.explaining import Findings
from tui.core.provider import CaseFacts
from tui.core.secret import cut_short
from tui.core.transport_evidence import quoted
from tui.providers.td.evidence_parts import parts_of, set_part

_SANDBOX_SIGN = "sbx1."
_NO_SIGN_WORDS = {"undefined", "null", "none", "nil", "nan", "[object object]", "true", "false"}
_HEADER = re.compile(r"(?:x-td-sign|td-session-sign|sign|signature)\s*[:=]\s*", re.IGNORECASE)
_AROUND = "The sign has blanks, quotes or line ends around it."


def weigh_sign(facts: CaseFacts, findings: Findings) -> None:
    sign = parts_of(facts).get("sign")
    if sign is None:
        findings.found("The field sign was left out.", remedy="Send the sign that the SDK returned.")
        return
    if not isinstance(sign, str):
        findings.found(f"sign is {what_is(sign)}, not text.", remedy="Send the sign as text.")
        return
    if not sign.strip():
        findings.found(
            "The sign is empty.",
            "The vendor's samples let an app go on with an empty sign when the SDK fails.",
            remedy="Look at the code and message that the SDK gave on the client.",
        )
        return
    if _is_kept_form(sign):
        # The history keeps a sign's ends only; its middle cannot be checked any more.
        return
    findings.evidence.append(f"The request held a sign of {len(sign)} characters.")
    _weigh_world(facts, sign, findings)
    for check in _SIGN_CHECKS:
        if check(sign, findings):
            return
    findings.exclude(_AROUND)


def _is_kept_form(sign: str) -> bool:
    return len(sign) == len(cut_short("x" * 20)) and sign[6] == "…"


def _weigh_world(facts: CaseFacts, sign: str, findings: Findings) -> None:
    simulated = sign.strip().startswith(_SANDBOX_SIGN)
    if simulated and not facts.exchange.sandbox:
        findings.found(
            "The sign is one of this program's sandbox; no real service accepts it.",
            f"It begins with {_SANDBOX_SIGN}",
            remedy="Send a sign from the vendor's SDK, or use the sandbox profile.",
        )
    elif facts.exchange.sandbox and not simulated:
        findings.found(
            "The sign is not one of the sandbox's; the sandbox accepts no other.",
            f"The sandbox's signs begin with {_SANDBOX_SIGN}",
            remedy="Let the sandbox make a sign, or use a profile of the real service.",
        )


def _is_word(sign: str, findings: Findings) -> bool:
    if sign.strip().lower() not in _NO_SIGN_WORDS:
        return False
    findings.found(
        "What was sent is not a sign at all.",
        f"sign is {quoted(sign)}: the app used the SDK's result before it was there.",
        remedy="Wait for the SDK's result, and check its code.",
    )
    return True


def _is_json(sign: str, findings: Findings) -> bool:
    if not sign.strip().startswith("{"):
        return False
    try:
        value = json.loads(sign)
    except (ValueError, RecursionError):
        value = None
    inner = value.get("sign", value.get("signature")) if isinstance(value, Mapping) else None
    findings.found(
        "The SDK's whole result was sent in the place of the sign in it.",
        f"sign begins {safe(sign.strip(), 20)}",
        remedy="Send the sign's text alone.",
        fix=set_part("sign", inner, "Send the sign's text alone") if isinstance(inner, str) else None,
    )
    return True


def _has_header(sign: str, findings: Findings) -> bool:
    match = _HEADER.match(sign.strip())
    if match is None:
        return False
    findings.found(
        "A header's name was sent together with the sign.",
        f"sign begins {safe(match.group(0), 30)}",
        remedy="Send the sign's text alone.",
        fix=set_part("sign", sign.strip()[match.end() :], "Send the sign's text alone"),
    )
    return True


def _has_edges(sign: str, findings: Findings) -> bool:
    bare = sign.strip().strip("\"'`“”‘’").strip()
    if bare == sign:
        return False
    findings.found(
        _AROUND,
        f"It begins {quoted(sign[:3])} and ends {quoted(sign[-3:])}.",
        remedy="Send the sign exactly as the SDK returned it.",
        fix=set_part("sign", bare, "Take them away"),
    )
    return True


def _is_shortened(sign: str, findings: Findings) -> bool:
    if "…" not in sign and "..." not in sign and "•" not in sign:
        return False
    findings.found(
        "The sign was cut on the way.",
        "It holds an ellipsis or mask: it was copied from a shortened display.",
        remedy="Copy the whole sign.",
    )
    return True


def _is_encoded(sign: str, findings: Findings) -> bool:
    if re.search(r"%25[0-9A-Fa-f]{2}", sign):
        findings.found(
            "The sign is percent-encoded twice.",
            "It holds %25 before hexadecimal digits.",
            remedy="Look for the second encoding between client and back end.",
            fix=set_part("sign", unquote(unquote(sign)), "Decode it"),
        )
        return True
    if re.search(r"%[0-9A-Fa-f]{2}", sign):
        findings.likely(
            "The sign is still percent-encoded.",
            "It holds % before hexadecimal digits.",
            remedy="Decode it once before sending.",
            fix=set_part("sign", unquote(sign), "Decode it"),
        )
        return True
    return False


def _has_holes(sign: str, findings: Findings) -> bool:
    if " " in sign:
        findings.likely(
            "The sign was decoded once too often: + became a blank.",
            "A blank stands inside the sign.",
            remedy="Look for the second URL decoding between client and back end.",
            fix=set_part("sign", sign.replace(" ", "+"), "Put + in the place of blanks"),
        )
        return True
    if not sign.isprintable() or not sign.isascii():
        findings.likely(
            "The sign holds characters that signs do not have, such as a line end in the middle.",
            f"It holds {safe(next(c for c in sign if not c.isprintable() or not c.isascii()), 10)}.",
            remedy="Send the sign exactly as the SDK returned it.",
            fix=set_part("sign", re.sub(r"\s", "", sign), "Remove line ends and blanks"),
        )
        return True
    return False


_SIGN_CHECKS: tuple[Callable[[str, Findings], bool], ...] = (
    _is_word,
    _is_json,
    _has_header,
    _has_edges,
    _is_shortened,
    _is_encoded,
    _has_holes,
)
