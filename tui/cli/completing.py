"""What the shell may be offered for a word: names of profiles, routes, codes. Nothing is sent or unlocked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    import click

    from tui.cli.commands import Cast


def _items(words: Iterable[tuple[str, str]], start: str) -> list[CompletionItem]:
    wanted = start.casefold()
    return [CompletionItem(word, help=help_) for word, help_ in words if word.casefold().startswith(wanted)]


def _cast(ctx: click.Context) -> Cast:
    found: Cast = ctx.find_root().obj
    return found


def profiles(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Names, with what they are."""
    found = _cast(ctx).workbench.profiles.all()
    return _items(((p.name, f"{p.kind} · {p.environment.value} · {p.base_url}") for p in found), incomplete)


def own_profiles(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Those that can be changed."""
    found = _cast(ctx).workbench.profiles.stored()
    return _items(((p.name, f"{p.kind} · {p.environment.value}") for p in found), incomplete)


def kinds(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return _items(((p.id, p.title) for p in _cast(ctx).workbench.profiles.kinds()), incomplete)


def routes(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The routes of the chosen profile's API; of all where none is chosen."""
    profiles = _cast(ctx).workbench.profiles
    name = ctx.params.get("profile")
    chosen = [p.kind for p in profiles.all() if name in (p.name, p.id)]
    found = [p for p in profiles.kinds() if not chosen or p.id in chosen]
    return _items(((o.id, o.title) for p in found for o in p.operations()), incomplete)


def codes(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    catalogs = _cast(ctx).knowledge.catalogs()
    return _items(((page.code, page.title) for catalog in catalogs for page in catalog), incomplete)


def exchanges(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    found = _cast(ctx).workbench.history.recent(50)
    return _items(((e.id, f"{e.profile_name} · {e.operation} · {e.state.value}") for e in found), incomplete)


def settings(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from tui.cli.known_settings import KNOWN

    return _items(((one.key, one.meaning) for one in KNOWN), incomplete)
