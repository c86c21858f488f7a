"""Where signs are found, what is proposed, and how a mapping is remembered."""

from __future__ import annotations

import json

import pytest

from tui.core.failures import InvalidInput
from tui.workbench.importing import (
    CapturedRequest,
    Recipe,
    SignedParts,
    SignPlace,
    find_sign,
    recipe_from_data,
)

SIGN = "g0011223344556677889900"
URL = "https://shop.example/api/v1/order%20x?b=2&a=1"


@pytest.mark.parametrize(
    ("request_", "place", "name"),
    [
        (CapturedRequest("GET", URL, (("X-TD-Sign", SIGN),)), SignPlace.HEADER, "X-TD-Sign"),
        (CapturedRequest("GET", URL, (("td-session-sign", SIGN),)), SignPlace.HEADER, "td-session-sign"),
        (CapturedRequest("GET", URL, (("My-Signature", SIGN),)), SignPlace.HEADER, "My-Signature"),
        (CapturedRequest("GET", f"{URL}&sign={SIGN}"), SignPlace.QUERY, "sign"),
        (
            CapturedRequest("POST", URL, (), json.dumps({"meta": {"tdSign": SIGN}}).encode()),
            SignPlace.JSON,
            "meta.tdSign",
        ),
    ],
)
def test_three_headers_a_query_and_a_body(request_: CapturedRequest, place: SignPlace, name: str) -> None:
    found = find_sign(request_)
    assert not found.must_ask
    best = found.signs[0]
    assert (best.place, best.name, best.value) == (place, name, SIGN)
    assert name in best.reason
    recipe = Recipe("mine", place, name)
    assert recipe.parts(request_).sign == SIGN
    assert recipe_from_data(json.loads(json.dumps(recipe.as_data()))) == recipe


def test_words_that_only_contain_sign_are_no_signs() -> None:
    request = CapturedRequest("GET", "https://x.example/?signin=1234567890123456789", (("X-Design", SIGN),))
    found = find_sign(request)
    assert found.signs == ()
    assert found.must_ask
    assert "by hand" in found.notes[-1]


def test_two_equal_candidates_are_asked_about_and_short_values_come_last() -> None:
    request = CapturedRequest("GET", URL, (("a-sign", SIGN), ("b-sign", SIGN), ("sign", "short")))
    found = find_sign(request)
    assert found.must_ask
    assert found.signs[-1].value == "short"
    assert "only 5 characters" in found.signs[-1].reason


def test_paths_are_proposed_with_and_without_slash_and_a_hint_goes_first() -> None:
    request = CapturedRequest("GET", URL, (("td-session-path", "/order"), ("td-session-query", "a=1")))
    found = find_sign(request)
    assert [one.path for one in found.paths] == [
        "/order",
        "/api/v1/order%20x",
        "api/v1/order%20x",
        "/api/v1/order x",
    ]
    assert found.query == {"b": "2", "a": "1"}
    assert "td-session-query" in found.notes[0]


def test_oddities_are_noted() -> None:
    request = CapturedRequest("POST", "https://x.example?a=1&a=2", (("sign", SIGN),), b"\xff")
    found = find_sign(request)
    assert found.query == {"a": "2"}
    assert found.body is None
    assert [one.path for one in found.paths] == ["/"]
    assert len(found.notes) == 2


def test_a_recipe_cuts_the_gateways_prefix_and_takes_the_other_parts() -> None:
    request = CapturedRequest(
        "POST", "https://x.example/gw/order?sign=abc&a=1", (("path", "p"),), '{"ü": 1}'.encode()
    )
    recipe = Recipe(
        "gateway",
        SignPlace.QUERY,
        "sign",
        strip_prefix="/gw",
        leading_slash=False,
        send_query=True,
        send_body=True,
    )
    assert recipe.parts(request) == SignedParts("order", "abc", {"a": "1"}, '{"ü": 1}')
    assert Recipe("h", SignPlace.QUERY, "sign", path_header="PATH").parts(request).path == "p"


@pytest.mark.parametrize(
    "recipe",
    [
        Recipe("x", SignPlace.HEADER, "sign"),
        Recipe("x", SignPlace.QUERY, "sign"),
        Recipe("x", SignPlace.JSON, "a.b"),
    ],
)
def test_a_recipe_that_does_not_fit_says_what_is_missing(recipe: Recipe) -> None:
    with pytest.raises(InvalidInput) as caught:
        recipe.parts(CapturedRequest("POST", URL, (), b'{"a": [1]}'))
    assert "is missing" in caught.value.evidence[0]


def test_a_recipe_file_that_is_wrong_is_told_field_by_field() -> None:
    with pytest.raises(InvalidInput) as caught:
        recipe_from_data({"version": 2, "name": 1, "sign_place": "cookie"})
    assert {problem.field for problem in caught.value.problems} >= {"version", "name", "sign_place"}
