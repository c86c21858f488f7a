"""Bodies of the web console: what is known is translated, the rest is told and left."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings

from tests.providers.te.builders.bodies import bodies
from tui.core.building import Outcome
from tui.core.failures import InvalidInput
from tui.providers.te.builders.console import translate
from tui.providers.te.builders.console_codes import ANALYSIS, BUCKETS, COMPARATORS
from tui.providers.te.builders.models import model_builders
from tui.providers.te.operations import operations

CONSOLE: dict[str, Any] = {
    "eventView": {
        "timeParticleSize": "T1",
        "recent_day": "1-7",
        "relation": 1,
        "filts": [
            {
                "filterType": "COMPOUND",
                "relation": "0",
                "filts": [
                    {"columnName": "country", "calcuSymbol": "C00", "tableType": "1", "ftv": ["CN"]},
                    {"columnName": "level", "calcuSymbol": "C030", "tableType": 0, "ftv": ["3"]},
                ],
            }
        ],
        "theme": "dark",
    },
    "events": [{"type": "normal", "eventName": "pay", "analysis": "A103", "quota": "T1"}],
}


def told(found: Any, outcome: Outcome) -> set[str]:
    return {note.words for note in found.notes if note.outcome is outcome}


def test_codes_names_and_numbers_are_translated_each_with_its_line() -> None:
    found = translate({"qp": json.dumps(CONSOLE), "projectId": 7, "chart": "line"})
    assert found.operation == "event-analyze"
    view, (metric,) = found.body["eventView"], found.body["events"]
    assert found.body["projectId"] == 7
    assert (view["timeParticleSize"], view["recentDay"], view["relation"]) == ("day", "1-7", "and")
    first, second = view["filts"][0]["filts"]
    assert (view["filts"][0]["relation"], first["comparator"], first["tableType"]) == ("or", "equal", "user")
    # The name of a property looks like a code and is none; a test that the Open API lacks stays.
    assert metric == {"type": "normal", "eventName": "pay", "analysis": "SUM", "quota": "T1"}
    assert (second["comparator"], second["tableType"]) == ("C030", "event")
    (left_open,) = told(found, Outcome.UNKNOWN)
    assert left_open.startswith("eventView.filts[0].filts[1].comparator: C030 is not translated (at least")
    assert not found.is_complete
    assert "eventView.timeParticleSize: T1 → day" in told(found, Outcome.TRANSLATED)
    assert told(found, Outcome.KEPT) == {"eventView.theme: dark is kept as it is (no documented field)"}
    assert told(found, Outcome.LEFT) == {"chart: line is left out (it stood beside the body)"}


def test_a_code_without_a_known_meaning_is_never_guessed() -> None:
    body = {
        "eventView": {"timeParticleSize": "T8"},
        "events": [{"type": 0, "eventName": "x", "analysis": "A999"}],
    }
    found = translate(body)
    assert found.body == body
    places = {note.place for note in found.notes if note.outcome is Outcome.UNKNOWN}
    assert places == {"eventView.timeParticleSize", "events[0].type", "events[0].analysis"}


def test_two_spellings_of_one_member_are_both_kept() -> None:
    found = translate(
        {"eventView": {"timeParticleSize": "T1", "time_particle_size": "T2"}, "events": [{}]}, "event-analyze"
    )
    assert found.body["eventView"] == {"timeParticleSize": "day", "time_particle_size": "T2"}
    assert not found.is_complete


@pytest.mark.parametrize("model", model_builders())
def test_every_model_is_told_by_its_own_example_and_snake_or_camel_case_is_mended(model: str) -> None:
    example = json.loads(json.dumps(operations().get(model).example))
    assert translate(example).operation == model
    assert translate(example).body == example
    assert not translate(example).recognised

    def renamed(value: Any) -> Any:
        if isinstance(value, list):
            return [renamed(one) for one in value]
        if not isinstance(value, dict):
            return value
        return {
            "".join(f"_{c.lower()}" if c.isupper() else c for c in k): renamed(v) for k, v in value.items()
        }

    assert translate(renamed(example), model).body == example


@settings(max_examples=30, deadline=None)
@given(bodies())
def test_a_body_of_the_open_api_comes_through_as_it_is(made: Any) -> None:
    builder, body = made
    found = translate(body, builder.operation)
    assert json.dumps(found.body) == json.dumps(body)
    assert not found.recognised


def test_every_translated_code_is_a_word_of_the_open_api() -> None:
    event = operations().get("event-analyze")
    (bucket,) = (spec for spec in event.fields if spec.name == "eventView.timeParticleSize")
    assert set(BUCKETS.values()) <= set(bucket.choices)
    from tui.providers.te.builders.aggregations import BY_CODE
    from tui.providers.te.builders.comparators import COMPARATORS as WORDS

    assert set(ANALYSIS.values()) <= set(BY_CODE)
    assert set(COMPARATORS.values()) <= set(WORDS)


@pytest.mark.parametrize("value", [[], "no json", "[1]", {}, {"events": []}, {"qp": "x"}, None, 3])
def test_what_is_no_body_is_refused_in_words(value: Any) -> None:
    with pytest.raises(InvalidInput):
        translate(value)


def test_a_route_that_is_no_model_is_refused() -> None:
    with pytest.raises(InvalidInput) as refused:
        translate(CONSOLE, "sql-query")
    assert "none of the seven models" in refused.value.evidence[0]
