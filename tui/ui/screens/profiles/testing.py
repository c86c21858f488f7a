"""Testing a connection: a harmless read, and in words what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tui.core.cancel import CancelToken
from tui.core.display import human_seconds
from tui.core.exchange import Exchange, Progress
from tui.core.profile import Profile
from tui.core.wording import tr
from tui.ui.language import told_explanation
from tui.ui.theme import TONE_CLASSES
from tui.ui.widgets.reading import Line
from tui.workbench import Workbench
from tui.workbench.inspecting import tone_of


@dataclass(frozen=True, slots=True)
class Tested:
    """`short` for the profile's details, `long` for the dialog."""

    short: tuple[Line, ...]
    long: tuple[Line, ...]


def has_probe(workbench: Workbench, profile: Profile) -> bool:
    return workbench.profiles.provider(profile.kind).probe(profile) is not None


def no_probe_lines(workbench: Workbench, profile: Profile) -> list[Line]:
    """Why a kind of profile cannot be tested without side effects."""
    provider = workbench.profiles.provider(profile.kind)
    return [
        Line(tr("Nothing was sent."), "title"),
        Line(
            tr(
                "{title} has no read that is without effect: every call may be charged, and a "
                "verification uses its sign up.",
                title=provider.title,
            )
        ),
        Line(tr("What you can do"), "heading"),
        Line(
            tr("Open Signature (f5) and verify one sign: its verdict tells whether the key works."), "point"
        ),
    ]


def test_connection(
    workbench: Workbench,
    profile: Profile,
    cancel: CancelToken,
    on_start: Callable[[Exchange], None],
    on_progress: Callable[[Progress], None],
) -> Tested:
    """Blocks. Raises AssayError when nothing could be sent, such as for a missing secret."""
    draft = workbench.profiles.provider(profile.kind).probe(profile)
    if draft is None:
        raise ValueError(tr("this kind of profile has no probe"))
    exchange = workbench.retrying.send(
        profile, draft, cancel=cancel, on_start=on_start, on_progress=on_progress
    )
    operation = workbench.sending.operation(profile.kind, draft.operation)
    explanation = told_explanation(workbench.inspecting.explain(exchange.id))
    look = TONE_CLASSES[tone_of(exchange)]
    called = tr(
        "It called {method} {path} ({title}), a read.",
        method=exchange.request.method,
        path=exchange.request.path,
        title=operation.title,
    )
    took = tr("It took {total}.", total=human_seconds(exchange.timing.total))
    short = (Line(explanation.headline, f"point {look}"), Line(f"{called} {took}", "point"))
    long = [Line(explanation.headline, f"title {look}"), Line(f"{called} {took}")]
    if explanation.server_message:
        long.append(Line(tr("The server says: {server_message}", server_message=explanation.server_message)))
    sections = (
        (tr("Evidence"), explanation.evidence),
        (tr("Likely causes"), tuple(cause.text for cause in explanation.causes)),
        (tr("What to do"), explanation.remedies),
    )
    for title, points in sections:
        if points:
            long += [Line(title, "heading"), *(Line(point, "point") for point in points)]
    return Tested(short, tuple(long))
