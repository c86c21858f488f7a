"""Known causes in the server's own texts: its message, and the stack that it sends along.

The stack is searched and never shown: it speaks of the server's insides, not of the request.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from tui.core.display import safe
from tui.core.explaining import Findings, earlier
from tui.core.provider import CaseFacts
from tui.core.transport_evidence import quoted, server_timeout


class Known(NamedTuple):
    """A pattern and what it tells; a group in the pattern fills the braces."""

    pattern: re.Pattern[str]
    certain: bool
    cause: str
    remedy: str


def _known(pattern: str, cause: str, remedy: str, *, certain: bool = False) -> Known:
    return Known(re.compile(pattern, re.IGNORECASE | re.DOTALL), certain, cause, remedy)


KNOWN: tuple[Known, ...] = (
    _known(
        r"required (?:\w+ )?parameter '(\w{1,60})'[^.]{0,60}is not present",
        "The required parameter {} did not arrive.",
        "Send {}, in the place where the route reads it.",
        certain=True,
    ),
    _known(
        r'NumberFormatException: For input string: "([^"]{0,60})"',
        "The server expected a number and got “{}”.",
        "Find “{}” in the request and put a number there.",
        certain=True,
    ),
    _known(
        r"(?:HttpMessageNotReadable|JsonParse|JsonMapping|MismatchedInput)Exception",
        "The server could not read the JSON body.",
        "Compare the body's types with the operation's fields.",
    ),
    _known(
        r"HttpRequestMethodNotSupported|Request method '\w+' not supported",
        "The route exists and takes another method.",
        "Check the server's version: some routes changed from GET to POST.",
        certain=True,
    ),
    _known(
        r"exceeded (?:\w+[ -]){0,4}memory limit|EXCEEDED_(?:LOCAL|GLOBAL)_MEMORY|OutOfMemory",
        "The query needs more memory than the engine may use.",
        "Ask for a shorter range, fewer groups or fewer columns.",
        certain=True,
    ),
    _known(
        r"exceeded (?:the )?maximum (?:run|execution) ?time|EXCEEDED_TIME_LIMIT",
        "The query ran longer than the engine allows.",
        "Ask for a shorter range, or raise timeoutSeconds.",
        certain=True,
    ),
    _known(
        r"too many queued queries|QUERY_QUEUE_FULL",
        "The engine's queue is full.",
        "Wait a minute and send it again.",
        certain=True,
    ),
    _known(
        r"(?:NO_NODES_AVAILABLE|No worker nodes|Connection refused|ConnectException|SocketTimeout)",
        "The server cannot reach its query engine.",
        "Tell the TE administrator; the request is not at fault.",
    ),
    _known(
        r"Division by zero",
        "The query divides by zero.",
        "Write nullif(divisor, 0), or try(…).",
        certain=True,
    ),
    _known(
        r"(?:Cannot cast|INVALID_CAST_ARGUMENT)(.{0,80})",
        "A value could not be cast{}.",
        "Use try_cast, which gives null for values that do not fit.",
        certain=True,
    ),
    _known(
        r"NullPointerException",
        "The server met an empty value where it needs one; often a parameter is missing.",
        "Fill in the operation's optional parameters one by one.",
    ),
)


def weigh_texts(facts: CaseFacts, findings: Findings) -> None:
    """Look for known causes in the message, then in the stack."""
    envelope = facts.exchange.envelope
    if envelope is None:
        return
    for name, text in (("message", envelope.message), ("stack", envelope.stack)):
        for known in KNOWN:
            match = known.pattern.search(text[:65536])
            if match is None:
                continue
            word = safe(match.group(1).strip(), 60) if match.groups() else ""
            if known.cause.startswith("A value could not be cast"):
                word = f": {word}" if word else ""
            cause, remedy = known.cause.format(word), known.remedy.format(word)
            where = f"The server's {name} holds “{safe(match.group(0), 100)}”."
            if known.certain and name == "message":
                findings.found(cause, where, remedy=remedy)
            else:
                findings.likely(cause, where, remedy=remedy)
    _weigh_console_variables(facts, findings)


def _weigh_console_variables(facts: CaseFacts, findings: Findings) -> None:
    if facts.draft.body is None:
        return
    found = re.search(r"\$\{\w{1,40}:?[^}]{0,40}\}", str(facts.draft.body)[:65536])
    if found:
        findings.likely(
            "Variables of the web console do not work in the Open API.",
            f"The request holds {quoted(found.group(0))}.",
            remedy="Write the value itself.",
        )


def weigh_cancelled(facts: CaseFacts, findings: Findings) -> None:
    """Who stopped a request: its time-out, a cancel of ours, or someone else."""
    ran_out = "The server time-out of the query ran out."
    limit = server_timeout(facts)
    took = facts.exchange.timing.total
    if limit is not None and took >= limit * 0.9:
        findings.found(
            ran_out,
            f"timeoutSeconds is {limit}, and the answer came after {took:.1f} s.",
            remedy="Raise timeoutSeconds, or run the query in the background with sql-submit.",
        )
    elif limit is not None and took > 0:
        findings.exclude(ran_out)
        findings.evidence.append(
            f"timeoutSeconds is {limit}, and the answer came after {took:.1f} s already."
        )
    task = _task(facts.draft.query)
    for other in earlier(facts):
        form = other.draft.get("form")
        if other.operation == "sql-cancel" and task and isinstance(form, Mapping) and _task(form) == task:
            findings.found("Someone cancelled the task.", "This program sent sql-cancel for it before.")
            return


def _task(part: Mapping[str, Any]) -> str:
    task = part.get("taskId")
    return task if isinstance(task, str) else ""
