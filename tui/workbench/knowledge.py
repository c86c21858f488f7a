"""What a code means, apart from any exchange."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from tui.core.knowledge import ErrorCatalog
from tui.core.pages import Pages
from tui.core.provider import Provider


class Knowledge(Pages):
    """The pages of every provider and of our own failures; each catalogue is read at its first use."""

    def __init__(self, providers: Mapping[str, Provider], own_errors: Callable[[], ErrorCatalog]) -> None:
        super().__init__(_Catalogs(providers), own_errors)


class _Catalogs(Mapping[str, Callable[[], ErrorCatalog]]):
    """A provider's catalogue, without importing the others."""

    def __init__(self, providers: Mapping[str, Provider]) -> None:
        self._providers = providers

    def __getitem__(self, name: str) -> Callable[[], ErrorCatalog]:
        return self._providers[name].errors

    def __iter__(self) -> Iterator[str]:
        return iter(self._providers)

    def __len__(self) -> int:
        return len(self._providers)
