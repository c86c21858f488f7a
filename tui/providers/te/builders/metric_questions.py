"""The questions about one entry of `events`: which event, what is counted of it, in which buckets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tui.core.building import Answers, Offer, Question
from tui.core.wording import tr, tr_later
from tui.providers.te.builders import formulas
from tui.providers.te.builders.aggregations import ALL, BY_CODE, USER_CODES
from tui.providers.te.builders.metric_words import (
    bounds_complaint,
    bounds_text,
    is_formula,
    metric_names,
    percentile_complaint,
    text_of,
)
from tui.providers.te.builders.properties import Property, event_question, property_question
from tui.providers.te.builders.rows import Scope

FORMULA = "= a formula"
"""Answered instead of an event's name. No event is called so: names hold no blank and no sign."""

NUMBER_FORMATS = (
    Offer("FORMAT_FLOAT", tr_later("number"), "FORMAT_FLOAT"),
    Offer("FORMAT_PERCENT", tr_later("percent"), "FORMAT_PERCENT"),
)
INTERVALS = (
    Offer("def", tr_later("automatic buckets"), "def"),
    Offer("discrete", tr_later("one bucket a value"), "discrete"),
    Offer("user_defined", tr_later("own bounds …"), "user_defined"),
)


def _told(offers: tuple[Offer, ...]) -> tuple[Offer, ...]:
    return tuple(replace(offer, label=tr(offer.label)) for offer in offers)


class MetricQuestions:
    """The questions about one entry, in the light of the earlier answers."""

    def __init__(
        self,
        scope: Scope,
        entry: Mapping[str, Any],
        *,
        counts: bool = False,
        formula: bool = False,
        over_users: bool = False,
    ) -> None:
        """`counts`: it says what is counted. `formula`: it may be one. `over_users`: it has no event."""
        self._counts = counts
        self._over_users = over_users
        self._may_be_formula = formula
        self._scope = scope
        self._entry = entry
        self._event_now = FORMULA if is_formula(entry) and formula else text_of(entry, "eventName")

    def _is_formula(self, answers: Answers) -> bool:
        return answers.get("event", self._event_now) == FORMULA

    def _code(self, answers: Answers) -> str:
        return answers.get("analysis", text_of(self._entry, "analysis"))

    def event(self, answers: Answers) -> Question | None:
        more = (Offer(FORMULA, tr("ƒ a formula of metrics …"), "pay.amount.SUM / login.TRIG_USER_NUM"),)
        title = tr("Count what?") if self._counts else tr("Event")
        return event_question(
            self._scope.context, self._event_now, title=title, more=more if self._may_be_formula else ()
        )

    def formula(self, answers: Answers) -> Question | None:
        if not self._is_formula(answers):
            return None
        names = metric_names(self._scope.body)
        return Question(
            "formula",
            tr("Formula"),
            tr(
                "Terms event.ANALYSIS or event.property.ANALYSIS, numbers, + - * / and brackets. "
                "What you type is completed below."
            ),
            (),
            text_of(self._entry, "customEvent"),
            is_free=True,
            complaint=formulas.complaint,
            suggest=lambda text: formulas.suggestions(text, names, self._scope.context),
            placeholder="pay.amount.SUM / login.TRIG_USER_NUM",
        )

    def format(self, answers: Answers) -> Question | None:
        if not self._is_formula(answers):
            return None
        return Question(
            "format",
            tr("Show it as"),
            "",
            _told(NUMBER_FORMATS),
            text_of(self._entry, "format") or "FORMAT_FLOAT",
        )

    def analysis(self, answers: Answers) -> Question | None:
        if self._is_formula(answers) and not self._over_users:
            return None
        codes = USER_CODES if self._over_users else tuple(BY_CODE)
        offers = [one.offer for one in ALL if one.code in codes]
        present = text_of(self._entry, "analysis")
        if present and present not in codes:
            offers.append(Offer(present, present, tr("as it stands; none of the Open API's values")))
        event = answers.get("event", self._event_now)
        title = (
            tr("Count what of the users?") if self._over_users else tr("Count what of {event}?", event=event)
        )
        first = "TRIG_USER_NUM" if self._over_users else "TOTAL_TIMES"
        return Question("analysis", title, tr("Type to filter."), tuple(offers), present or first)

    def quota(self, answers: Answers) -> Question | None:
        if self._is_formula(answers) and not self._over_users:
            return None
        one = BY_CODE.get(self._code(answers))
        if not self._over_users and one is not None and not one.needs_property:
            return None
        table = "user" if self._over_users else "event"
        name = text_of(self._entry, "quota")
        if not name and self._code(answers) == "TRIG_USER_NUM":
            name = "#user_id"
        return property_question(
            self._scope.context,
            Property(table, name).text if name else "",
            title=f"{one.said.capitalize() if one else tr('Of')} …",
            name="quota",
            tables=(table,),
            kinds=one.kinds if one is not None else (),
        )

    def percentile(self, answers: Answers) -> Question | None:
        if self._is_formula(answers) or self._code(answers) != "PERCENTILE":
            return None
        value = text_of(self._entry, "analysisParams")
        return Question(
            "percentile",
            tr("Which percentile?"),
            tr("1 to 100."),
            (),
            value,
            is_free=True,
            complaint=percentile_complaint,
        )

    def interval(self, answers: Answers) -> Question | None:
        present = text_of(self._entry, "intervalType") or "def"
        return Question("interval", tr("Buckets"), "", _told(INTERVALS), present)

    def bounds(self, answers: Answers) -> Question | None:
        if answers.get("interval", text_of(self._entry, "intervalType")) != "user_defined":
            return None
        return Question(
            "bounds",
            tr("Bounds of the buckets"),
            tr("Rising numbers with commas between them."),
            (),
            bounds_text(self._entry.get("quotaIntervalArr")),
            is_free=True,
            complaint=bounds_complaint,
            placeholder="1, 5, 10",
        )
