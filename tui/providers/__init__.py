"""The APIs that this program speaks: one folder each, and nothing anywhere else.

A folder with a `PROVIDER` in its `__init__.py` is found by its name, which is the provider's id.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path

from tui.core.provider import Provider


@cache
def _names() -> tuple[str, ...]:
    # The signature API has one operation and the analytics API a hundred; the latter comes first.
    found = Path(__file__).parent.glob("*/__init__.py")
    return tuple(sorted((file.parent.name for file in found), reverse=True))


class _Providers(Mapping[str, Provider]):
    """Providers by id, each imported when it is first asked for."""

    def __getitem__(self, name: str) -> Provider:
        if name not in _names():
            raise KeyError(name)
        provider = import_module(f"{__name__}.{name}").PROVIDER
        assert isinstance(provider, Provider)
        return provider

    def __iter__(self) -> Iterator[str]:
        return iter(_names())

    def __len__(self) -> int:
        return len(_names())


PROVIDERS: Mapping[str, Provider] = _Providers()
