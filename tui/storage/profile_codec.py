"""Profiles as TOML tables and back; wrong types are reported by key path."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from tui.core.failures import InvalidInput
from tui.core.fields import FieldProblem
from tui.core.profile import Environment, Profile, Timeouts, Tls
from tui.core.secret import SecretRef

_PLAIN = ("name", "kind", "base_url", "environment", "read_only", "private", "proxy")
_TABLES: Mapping[str, tuple[str, ...]] = {
    "secret": ("store", "locator"),
    "timeouts": tuple(f.name for f in fields(Timeouts)),
    "tls": tuple(f.name for f in fields(Tls)),
}


class _Reader:
    """Takes typed values out of one table and collects what is wrong with them."""

    def __init__(self, table: Mapping[str, Any], path: str, problems: list[FieldProblem]) -> None:
        self._table = table
        self._path = path
        self._problems = problems

    def text(self, key: str, default: str | None = None) -> str:
        value = self._table.get(key, default)
        if isinstance(value, str):
            return value
        self.wrong(key, "is missing" if value is None else "needs text")
        return ""

    def number(self, key: str, default: float) -> float:
        value = self._table.get(key, default)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
        self.wrong(key, "needs a number of seconds")
        return default

    def flag(self, key: str, default: bool) -> bool:
        value = self._table.get(key, default)
        if isinstance(value, bool):
            return value
        self.wrong(key, "needs true or false")
        return default

    def table(self, key: str) -> Mapping[str, Any]:
        value = self._table.get(key, {})
        if isinstance(value, dict):
            return value
        self.wrong(key, "needs a table")
        return {}

    def below(self, key: str) -> _Reader:
        return _Reader(self.table(key), f"{self._path}.{key}", self._problems)

    def wrong(self, key: str, message: str) -> None:
        self._problems.append(FieldProblem(f"{self._path}.{key}", message))


def read_profile(profile_id: str, table: Any) -> tuple[Profile | None, list[FieldProblem]]:
    """The profile of one `[profiles.<id>]` table, or everything that is wrong with it."""
    problems: list[FieldProblem] = []
    path = f"profiles.{profile_id}"
    if not isinstance(table, dict):
        return None, [FieldProblem(path, "needs a table")]
    reader = _Reader(table, path, problems)
    environment = reader.text("environment", Environment.DEV.value)
    if environment and environment not in list(Environment):
        reader.wrong("environment", f"is none of {', '.join(Environment)}")
        environment = ""
    timeouts, tls = reader.below("timeouts"), reader.below("tls")
    profile = Profile(
        id=profile_id,
        name=reader.text("name"),
        kind=reader.text("kind"),
        base_url=reader.text("base_url"),
        environment=Environment(environment or Environment.DEV),
        secret=_secret(reader) if "secret" in table else None,
        read_only=reader.flag("read_only", False),
        private=reader.flag("private", False),
        settings=dict(reader.table("settings")),
        timeouts=Timeouts(
            **{f.name: timeouts.number(f.name, getattr(Timeouts(), f.name)) for f in fields(Timeouts)}
        ),
        tls=Tls(
            verify=tls.flag("verify", True),
            ca_file=tls.text("ca_file", ""),
            client_certificate=tls.text("client_certificate", ""),
        ),
        proxy=reader.text("proxy", ""),
        extra=_unknown(table),
    )
    return (None if problems else profile), problems


def _secret(reader: _Reader) -> SecretRef:
    below = reader.below("secret")
    return SecretRef(store=below.text("store"), locator=below.text("locator"))


def _unknown(table: Mapping[str, Any]) -> dict[str, Any]:
    """The keys of a newer version or of a person, also those inside the known tables."""
    known = {*_PLAIN, *_TABLES, "settings"}
    extra = {key: value for key, value in table.items() if key not in known}
    for name, keys in _TABLES.items():
        inner = table.get(name)
        if isinstance(inner, dict) and (rest := {k: v for k, v in inner.items() if k not in keys}):
            extra[name] = rest
    return extra


def write_profile(profile: Profile) -> dict[str, Any]:
    """The TOML table of a profile. Raises InvalidInput for what TOML cannot hold."""
    table: dict[str, Any] = {
        "name": profile.name,
        "kind": profile.kind,
        "base_url": profile.base_url,
        "environment": profile.environment.value,
        "read_only": profile.read_only,
        "proxy": profile.proxy,
    }
    if profile.private:
        table["private"] = True
    if profile.secret is not None:
        table["secret"] = {"store": profile.secret.store, "locator": profile.secret.locator}
    table["timeouts"] = {f.name: getattr(profile.timeouts, f.name) for f in fields(Timeouts)}
    table["tls"] = {f.name: getattr(profile.tls, f.name) for f in fields(Tls)}
    table["settings"] = {k: v for k, v in profile.settings.items() if v is not None}
    for key, value in profile.extra.items():
        if key in _TABLES:
            if key in table and isinstance(value, Mapping):
                table[key] = {**value, **table[key]}
        elif key not in table:
            table[key] = value
    problems = [*_unfit(profile.id, "id"), *_unfit(table, "")]
    if problems:
        raise InvalidInput(problems, what="The profile")
    return table


def _unfit(value: Any, path: str) -> Iterator[FieldProblem]:
    """Values that a TOML file cannot hold, by key path."""
    if isinstance(value, str):
        if any("\ud800" <= c <= "\udfff" for c in value):
            yield FieldProblem(path or "key", "holds half of a character (a lone surrogate)")
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if not isinstance(key, str):
                yield FieldProblem(path or "key", "has a key that is not text")
                continue
            yield from _unfit(key, path)
            yield from _unfit(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            yield from _unfit(inner, f"{path}.{number}")
    elif not isinstance(value, bool | int | float | datetime.date | datetime.time):
        yield FieldProblem(path, "holds a kind of value that a profile cannot keep")
