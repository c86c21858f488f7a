"""The pages of codes by their files alone, for a command that needs nothing else and must start at once.

It imports no provider and no room: a provider's folder has its pages in `errors.toml`, and its name is
the provider's id.
"""

from __future__ import annotations

import os
from functools import cache, partial

from tui.core.knowledge import ErrorCatalog, parse_catalog
from tui.core.pages import Pages

OWN_CODES = "assay"
"""The name under which our own failures are explained: `assay explain assay/dns-failed`."""

_HERE = os.path.dirname(__file__)  # noqa: PTH120  # pathlib alone costs a tenth of the command's time
_FILE = "errors.toml"


def _read(name: str, folder: str) -> ErrorCatalog:
    with open(f"{folder}/{_FILE}", encoding="utf-8") as stream:  # noqa: PTH123  # see above
        return parse_catalog(name, stream.read())


@cache
def own_errors() -> ErrorCatalog:
    return _read(OWN_CODES, f"{_HERE}/core")


@cache
def pages() -> Pages:
    folder = f"{_HERE}/providers"
    # In the order of the providers themselves: the larger API first.
    names = sorted((entry.name for entry in os.scandir(folder) if entry.is_dir()), reverse=True)
    with_pages = [name for name in names if os.path.exists(f"{folder}/{name}/{_FILE}")]  # noqa: PTH110  # see above
    catalogs = {name: cache(partial(_read, name, f"{folder}/{name}")) for name in with_pages}
    return Pages(catalogs, own_errors)
