"""From a captured request to the parts of a verification: what was taken from where, said in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from tui.core.failures import InvalidInput
from tui.core.fields import FieldProblem
from tui.core.ports import DraftStore
from tui.core.secret import cut_short
from tui.workbench.importing.captured import CapturedRequest
from tui.workbench.importing.recipes import Recipe, SignedParts, recipe_from_data
from tui.workbench.importing.sign_finder import (
    PATH_HEADER,
    Findings,
    SignCandidate,
    SignPlace,
    find_sign,
    url_path,
)

RECIPES = "signature-recipes"


@dataclass(frozen=True, slots=True)
class Taken:
    """The parts, the recipe that gave them, and every step of it in a sentence; no sentence holds a
    whole sign."""

    request: CapturedRequest
    parts: SignedParts
    recipe: Recipe
    said: tuple[str, ...]

    @property
    def name(self) -> str:
        """`POST /api/order`: what a list shows of it."""
        return f"{self.request.method} {url_path(self.request.url)}"


def host_of_request(request: CapturedRequest) -> str:
    return urlsplit(request.url).netloc.lower()


def recipe_for(sign: SignCandidate, *, path: str = "", request: CapturedRequest | None = None) -> Recipe:
    """The mapping that takes this sign, and, where it can be said in general, this path of the request."""
    recipe = Recipe("chosen", sign.place, sign.name)
    if request is None:
        return recipe
    own = url_path(request.url)
    given = request.header(PATH_HEADER)
    path = path or given or own
    if given == path:
        return replace(recipe, path_header=PATH_HEADER)
    if path != own and path == own.removeprefix("/"):
        return replace(recipe, leading_slash=False)
    if path.startswith("/") and own.endswith(path) and path != own:
        return replace(recipe, strip_prefix=own.removesuffix(path))
    return recipe


def take(request: CapturedRequest, recipe: Recipe, *, remembered: bool = False, path: str = "") -> Taken:
    """The parts by the recipe. `path` is used in the place of the recipe's, once. Raises InvalidInput."""
    parts = recipe.parts(request)
    said = []
    if remembered:
        said.append("Taken as remembered for this host.")
    said.append(
        f"Sign: the {recipe.sign_place.value} field {recipe.sign_name}, "
        f"{cut_short(parts.sign)}, {len(parts.sign)} characters."
    )
    if path:
        parts = replace(parts, path=path)
    origin = recipe.path_header or "the address"
    said.append(f"Path: {parts.path}, {'chosen by hand' if path else f'from {origin}'}.")
    if parts.body is not None and parts.sign and parts.sign in parts.body:
        # A body cannot have been signed by a sign that it holds, and it would be kept with it.
        parts = replace(parts, body=None)
        said.append("Body: it holds the sign itself, so it cannot be what was signed; it is left out.")
    said += _left_out(request, recipe, parts)
    return Taken(request, parts, recipe, (*said, *request.notes))


def _left_out(request: CapturedRequest, recipe: Recipe, parts: SignedParts) -> list[str]:
    said = []
    if parts.query is not None:
        said.append(f"Query: {len(parts.query)} keys, decoded, sent along.")
    elif urlsplit(request.url).query:
        said.append("Query: left out, because newer SDKs sign the path alone.")
    if parts.body is not None:
        said.append(f"Body: {len(request.body)} bytes, sent along as they are.")
    elif request.body and not recipe.send_body:
        said.append("Body: left out, because newer SDKs sign the path alone.")
    return said


def taken_by_finder(request: CapturedRequest, findings: Findings | None = None) -> Taken | None:
    """What the finder takes on its own; None when a person has to choose."""
    findings = findings or find_sign(request)
    if findings.must_ask:
        return None
    best = findings.signs[0]
    taken = take(request, recipe_for(best, request=request))
    return replace(taken, said=(*taken.said, f"Why this sign: {best.reason}.", *findings.notes))


def chosen_sign(words: str) -> Recipe:
    """A recipe from `header:NAME`, `query:NAME` or `json:a.b`. Raises InvalidInput."""
    place, colon, name = words.partition(":")
    if place not in set(SignPlace) or not colon or not name:
        wrong = f"must be one of {', '.join(f'{one}:NAME' for one in SignPlace)}, not “{words[:60]}”"
        raise InvalidInput([FieldProblem("sign", wrong)], what="The place of the sign")
    return Recipe("chosen", SignPlace(place), name)


class RecipeBook:
    """Recipes remembered by host; they hold names of fields and no value of any request."""

    def __init__(self, store: DraftStore) -> None:
        self._store = store

    def of(self, request: CapturedRequest) -> Recipe | None:
        """None when there is none, or none that can be read."""
        found = self._all().get(host_of_request(request))
        try:
            return recipe_from_data(found) if isinstance(found, Mapping) else None
        except InvalidInput:
            return None

    def keep(self, request: CapturedRequest, recipe: Recipe) -> None:
        """Raises FileProblem."""
        host = host_of_request(request)
        self._store.put(RECIPES, {**self._all(), host: replace(recipe, name=host).as_data()})

    def forget(self, request: CapturedRequest) -> None:
        host = host_of_request(request)
        self._store.put(RECIPES, {name: one for name, one in self._all().items() if name != host})

    def take(self, request: CapturedRequest) -> Taken | None:
        """By the recipe of its host, else by the finder; None when a person has to choose."""
        recipe = self.of(request)
        if recipe is not None:
            try:
                return take(request, recipe, remembered=True)
            except InvalidInput:
                # The request has its sign elsewhere than the ones before it.
                pass
        return taken_by_finder(request)

    def _all(self) -> dict[str, Any]:
        return dict(self._store.get(RECIPES) or {})
