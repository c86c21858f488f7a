"""A remembered mapping: where the sign, the path, the query and the body of one's own requests stand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from tui.core.failures import InvalidInput
from tui.core.fields import FieldProblem
from tui.workbench.importing.captured import CapturedRequest
from tui.workbench.importing.sign_finder import SignPlace, body_text, query_values, url_path

VERSION = 1


@dataclass(frozen=True, slots=True)
class SignedParts:
    """What one verification needs; None means: leave it out."""

    path: str
    sign: str
    query: dict[str, str] | None = None
    body: str | None = None


@dataclass(frozen=True, slots=True)
class Recipe:
    """JSON-able, and free of any value of a request.

    `path_header` names a header that holds the signed path; empty means the address's own, from which
    `strip_prefix` (a gateway's) is cut and whose leading slash is dropped without `leading_slash`.
    """

    name: str
    sign_place: SignPlace
    sign_name: str
    path_header: str = ""
    strip_prefix: str = ""
    leading_slash: bool = True
    send_query: bool = False
    send_body: bool = False

    def as_data(self) -> dict[str, object]:
        return {"version": VERSION, **asdict(self), "sign_place": self.sign_place.value}

    def parts(self, request: CapturedRequest) -> SignedParts:
        """Raises InvalidInput when the request has no sign, or no path, in that place."""
        sign = self._sign(request)
        if sign is None:
            where = f"the {self.sign_place.value} field {self.sign_name}"
            raise InvalidInput([FieldProblem("sign", f"is not in the request: {where} is missing")])
        query = query_values(request.url) if self.send_query else None
        if query is not None and self.sign_place is SignPlace.QUERY:
            query.pop(self.sign_name, None)
        body = body_text(request) if self.send_body else None
        return SignedParts(self._path(request), sign, query, body)

    def _path(self, request: CapturedRequest) -> str:
        if self.path_header:
            path = request.header(self.path_header)
            if path is None:
                raise InvalidInput(
                    [FieldProblem("path", f"is not in the request: {self.path_header} is missing")]
                )
            return path
        path = url_path(request.url).removeprefix(self.strip_prefix)
        return path if self.leading_slash else path.removeprefix("/")

    def _sign(self, request: CapturedRequest) -> str | None:
        if self.sign_place is SignPlace.HEADER:
            return request.header(self.sign_name)
        if self.sign_place is SignPlace.QUERY:
            return query_values(request.url).get(self.sign_name)
        try:
            value: Any = json.loads(request.body)
        except (ValueError, RecursionError):
            return None
        for key in self.sign_name.split("."):
            value = value.get(key) if isinstance(value, dict) else None
        return value if isinstance(value, str) else None


def recipe_from_data(data: Mapping[str, Any]) -> Recipe:
    """A recipe as `as_data` gave it. Raises InvalidInput."""
    kinds: dict[str, type] = {
        "name": str,
        "sign_name": str,
        "path_header": str,
        "strip_prefix": str,
        "leading_slash": bool,
        "send_query": bool,
        "send_body": bool,
    }
    problems = [
        FieldProblem(name, f"must be {'true or false' if kind is bool else 'text'}")
        for name, kind in kinds.items()
        if not isinstance(data.get(name), kind)
    ]
    place = data.get("sign_place")
    if place not in set(SignPlace):
        problems.append(FieldProblem("sign_place", f"must be one of {', '.join(SignPlace)}"))
    if data.get("version") != VERSION:
        problems.append(FieldProblem("version", f"must be {VERSION}"))
    if problems:
        raise InvalidInput(problems, what="The recipe")
    return Recipe(sign_place=SignPlace(str(place)), **{name: data[name] for name in kinds})
