"""Objects that are made when they are first used: a start needs a few of its players only."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, ParamSpec, Protocol, TypeVar, cast

P = ParamSpec("P")
T = TypeVar("T")

_UNMADE = object()


class Later:
    """Stands for the object that `make` gives, and makes it at the first use of an attribute.

    Safe from any thread; an error of `make` reaches whoever asked, and the next one asks again. Only
    attributes are handed on: an object that is called, iterated or compared must be made at once.
    """

    __slots__ = ("__lock", "__made", "__make")

    def __init__(self, make: Callable[[], object]) -> None:
        object.__setattr__(self, "_Later__make", make)
        object.__setattr__(self, "_Later__made", _UNMADE)
        # Making one player may ask for another, and for the same one never in a circle.
        object.__setattr__(self, "_Later__lock", threading.RLock())

    def __object(self) -> object:
        made: object = object.__getattribute__(self, "_Later__made")
        if made is _UNMADE:
            with object.__getattribute__(self, "_Later__lock"):
                made = object.__getattribute__(self, "_Later__made")
                if made is _UNMADE:
                    made = object.__getattribute__(self, "_Later__make")()
                    object.__setattr__(self, "_Later__made", made)
                    object.__setattr__(self, "_Later__make", None)
        return made

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__object(), name)

    def __setattr__(self, name: str, value: object) -> None:
        setattr(self.__object(), name, value)


def later(make: Callable[[], T]) -> T:
    """What `make` gives, made when it is first used; see `Later` for what it can stand for."""
    return cast(T, Later(make))


def calling(method: Callable[[], Callable[P, T]]) -> Callable[P, T]:
    """A call that looks its method up when it comes: `calling(lambda: player.method)` makes no player."""

    def call(*arguments: P.args, **named: P.kwargs) -> T:
        return method()(*arguments, **named)

    return call


def is_made(thing: object) -> bool:
    """False for an object that nobody has used yet."""
    return not isinstance(thing, Later) or object.__getattribute__(thing, "_Later__made") is not _UNMADE


class Closing(Protocol):
    def close(self) -> None: ...


def close_made(player: Closing) -> None:
    """Close it, unless nobody has used it: then there is nothing to close."""
    if is_made(player):
        player.close()


def class_of(package: str, homes: Mapping[str, str], name: str) -> Any:
    """The class that a package offers under a name; `homes` maps names to its modules.

    Raises AttributeError for a name that is not offered, as a module's `__getattr__` must.
    """
    if name not in homes:
        raise AttributeError(f"module {package!r} has no attribute {name!r}")
    return getattr(import_module(f"{package}.{homes[name]}"), name)


def maker_of(package: str, homes: Mapping[str, str], name: str) -> Callable[..., Any]:
    """What can be called like the class of that name, and gives an object that is made when it is first
    used; its module is imported then."""
    if name not in homes:
        raise AttributeError(f"module {package!r} has no attribute {name!r}")

    def make_later(*arguments: Any, **named: Any) -> Later:
        return Later(lambda: class_of(package, homes, name)(*arguments, **named))

    return make_later
