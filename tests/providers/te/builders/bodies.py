"""Bodies of the seven models, made up: what the form understands, and anything else."""

from __future__ import annotations

import copy
import datetime
from typing import Any

from hypothesis import strategies as st

from tui.core.building import Action, BuildContext
from tui.core.schema import Owner, Schema, SchemaCohort, SchemaEvent, SchemaProperty
from tui.providers.te.builders.comparators import ALL, Operands
from tui.providers.te.builders.models import TeModelBuilder, model_builders
from tui.providers.te.operations import operations

TODAY = datetime.date(2024, 6, 30)
SCHEMA = Schema(
    "1",
    events=(SchemaEvent("login", "Log in"), SchemaEvent("purchase")),
    properties=(
        SchemaProperty("country", Owner.EVENT, "string"),
        SchemaProperty("amount", Owner.EVENT, "number"),
        SchemaProperty("level", Owner.USER, "number"),
        SchemaProperty("vip", Owner.USER, "bool"),
        SchemaProperty("platform", Owner.EVENT, "string"),
        SchemaProperty("platform", Owner.USER, "string"),
    ),
    cohorts=(SchemaCohort("whales"),),
)
CONTEXTS = (BuildContext(TODAY), BuildContext(TODAY, SCHEMA))
MODELS = tuple(model_builders())

names = st.text(min_size=1, max_size=8).filter(str.strip) | st.sampled_from(
    ["country", "level", "user.x", "a, b", "[x", "amount", "event.y"]
)
operands = st.lists(st.text(max_size=6) | st.sampled_from(["1", "7", "a, b", "[", "2024-05-01"]), max_size=3)


splits = st.fixed_dictionaries(
    {
        "columnName": names,
        "tableType": st.sampled_from(["event", "user"]),
        "propertyRange": st.sampled_from(["", "1,2", [1, 5]]),
    }
)


@st.composite
def filters(draw: st.DrawFn, depth: int = 2) -> Any:
    if depth and draw(st.booleans()):
        inner = draw(st.lists(filters(depth - 1), max_size=2))
        return {"filterType": "COMPOUND", "relation": draw(st.sampled_from(["and", "or"])), "filts": inner}
    if draw(st.integers(0, 9)) == 0:
        return draw(st.none() | st.integers() | st.just({"filterType": "NEW", "x": [1]}))
    comparator = draw(st.sampled_from(ALL))
    made = {
        "columnName": draw(names),
        "tableType": draw(st.sampled_from(["event", "user", "cluster"])),
        "comparator": comparator.code,
        "ftv": [] if comparator.operands is Operands.NONE else draw(operands),
        "filterType": "SIMPLE",
        "future": draw(st.none() | st.integers()),
    }
    if comparator.has_unit:
        made["timeUnit"] = draw(st.sampled_from(["minute", "hour", "day"]))
    return made


@st.composite
def bodies(draw: st.DrawFn) -> tuple[TeModelBuilder, Any]:
    """A builder and a body: the model's example with filters, splits and unknown members put in."""
    model = draw(st.sampled_from(MODELS))
    body = copy.deepcopy(dict(operations().get(model).example))
    body["futureMember"] = draw(st.none() | st.lists(st.integers(), max_size=2))
    view = body["eventView"]
    view |= draw(
        st.sampled_from(
            [{}, {"recentDay": "1-7"}, {"recentDay": "StartToNow"}, {"recentDay": ""}, {"unknown": {"a": 1}}]
        )
    )
    if model == "path-analyze":
        if "recentDay" in view:
            view["recent_day"] = view.pop("recentDay")
        body["events"]["user_filter"] = {
            "filterType": "COMPOUND",
            "filts": draw(st.lists(filters(), max_size=2)),
        }
    else:
        view["filts"] = draw(st.lists(filters(), max_size=2))
        view["groupBy"] = draw(st.lists(splits, max_size=2))
        body["events"][0]["filts"] = draw(st.lists(filters(1), max_size=2))
    return model_builders()[model], body


def accepted_as_is(
    builder: TeModelBuilder, body: Any, line: str, action: Action, context: BuildContext
) -> Any:
    """The body after every question was answered with its present value; None when one cannot be."""
    answers: dict[str, str] = {}
    while (question := builder.question(body, line, action, answers, context)) is not None:
        offered = [offer.value for offer in question.offers]
        takes = question.is_free or question.value in offered
        if not takes or question.complaint(question.value):
            return None
        answers[question.name] = question.value
    return builder.done(body, line, action, answers, context).body
