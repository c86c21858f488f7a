"""The pages of this provider's codes, parsed from `errors.toml` at the first need."""

from __future__ import annotations

from functools import cache
from importlib import resources

from tui.core.knowledge import ErrorCatalog, parse_catalog


@cache
def errors() -> ErrorCatalog:
    folder = resources.files("tests.third_api.memo")
    return parse_catalog("memo", folder.joinpath("errors.toml").read_text("utf-8"))
