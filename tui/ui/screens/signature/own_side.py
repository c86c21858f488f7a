"""From a wish to catch mode or a posture check. Nothing here holds a screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tui.core.failures import InvalidInput
from tui.core.fields import FieldProblem
from tui.core.listening import ListenWish
from tui.core.urls import origin_of
from tui.core.wording import tr, tr_later
from tui.ui.dialogs.signature_setup import Figure
from tui.workbench import Workbench, catching, importing, posture
from tui.workbench.signature_tests import front, signing

FIGURES: Mapping[str, tuple[Figure, ...]] = {
    "catch": (
        Figure("port", tr_later("Port"), "", tr_later("empty: a free one")),
        Figure("count", tr_later("Ends after"), str(catching.COUNT), tr_later("verifications")),
        Figure("answer", tr_later("Answer"), "", tr_later("empty: always 200; mirror: as the verdict is")),
        Figure(
            "sign-in",
            tr_later("Sign is in"),
            "",
            tr_later("empty: found; else header:X-Sign, query:s, json:a.b"),
        ),
        Figure(
            "origins",
            tr_later("Pages"),
            "",
            tr_later("empty: of this machine; else https://shop.example too"),
        ),
        Figure("keep", tr_later("Keep"), "", tr_later("empty: nothing; yes: names and hashes")),
    ),
    "posture": (
        Figure(
            "to",
            tr_later("Your endpoint"),
            "",
            tr_later("https://HOST/PATH; nothing goes elsewhere"),
            needed=True,
        ),
        Figure("method", tr_later("Method"), "POST"),
        Figure(
            "sign-to", tr_later("Sign goes to"), "header:x-td-sign", tr_later("header:, query: or json:NAME")
        ),
        Figure(
            "refused", tr_later("Refused has"), "", tr_later("empty: told by status; else a text of refusals")
        ),
    ),
}


def catch_of(
    workbench: Workbench, figures: Mapping[str, str], around: front.Around
) -> front.ToldTest[catching.Caught]:
    """Raises InvalidInput for a figure that cannot be used."""
    answer, keep = figures["answer"].strip().lower(), figures["keep"].strip().lower()
    if answer not in ("", "200", "mirror"):
        _refuse(tr("answer"), tr("must be 200 or mirror"))
    if keep not in ("yes", "no", ""):
        _refuse(tr("keep"), tr("must be yes or no"))
    wish = catching.CatchWish(
        ListenWish(port=_whole(figures, "port", 0, 65535), origins=figures["origins"].split()),
        answer == "mirror",
        _whole(figures, "count", 1, 100_000),
        importing.chosen_sign(figures["sign-in"].strip()) if figures["sign-in"].strip() else None,
    )
    kept = catching.KeptCaptures(workbench.drafts)
    return catching.told_catch(workbench.own.listener, wish, around, keep=kept.add if keep == "yes" else None)


def posture_of(
    workbench: Workbench,
    figures: Mapping[str, str],
    base: signing.Parts,
    feed: signing.SignFeed,
    captured: importing.CapturedRequest | None,
    around: front.Around,
) -> front.ToldTest[posture.PostureRow]:
    """`captured`, the request that the form was filled from, gives headers and body when it went to the same
    host. Raises InvalidInput."""
    to = figures["to"].strip()
    if not to:
        _refuse(tr("your endpoint"), tr("is empty: name the whole address, https://HOST/PATH"))
    wish = posture.EndpointWish(
        to,
        figures["method"].strip(),
        importing.chosen_sign(figures["sign-to"].strip()),
        captured if captured is not None and _same_host(captured.url, to) else None,
        base.body if isinstance(base.body, str) else None,
        posture.Judge(refused_text=figures["refused"].strip()),
    )
    risky = posture.RiskyFeed(workbench.sandbox) if isinstance(feed, signing.SandboxFeed) else None
    return posture.told_posture(
        base,
        feed,
        posture.endpoint_of(workbench.own.transport, wish),
        replace(around, reproduce=f"{around.reproduce} --to {to.partition('?')[0]} --yes"),
        others=posture.other_path_feed(feed),
        risky=risky,
    )


def _same_host(one: str, other: str) -> bool:
    try:
        return origin_of(one) == origin_of(other)
    except ValueError:
        return False


def _whole(figures: Mapping[str, str], name: str, low: int, high: int) -> int:
    text = figures[name].strip() or str(low)
    if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
        _refuse(name, tr("needs a whole number from {low} to {high}", low=low, high=high))
    return int(text)


def _refuse(field: str, message: str) -> Any:
    raise InvalidInput([FieldProblem(field, message)], what=tr("The test"))
