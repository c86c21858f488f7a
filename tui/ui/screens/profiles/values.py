"""A profile as the values of a form, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from tui.core.fields import FieldSpec
from tui.core.profile import COMMON_FIELDS, Environment, Profile, Timeouts, Tls, common_values

_COMMON = {spec.name for spec in COMMON_FIELDS}


def values_of(profile: Profile) -> dict[str, Any]:
    """By field name, as `Profiles.fields` names them."""
    return {**profile.settings, **common_values(profile)}


def with_values(profile: Profile, values: Mapping[str, Any], specs: Sequence[FieldSpec]) -> Profile:
    """The profile with what a form holds. An empty field takes its default, or is left out."""
    filled = {
        spec.name: spec.default if values.get(spec.name) is None else values[spec.name] for spec in specs
    }
    own = {spec.name for spec in specs} - _COMMON
    settings = {name: value for name, value in profile.settings.items() if name not in own}
    # An empty field of the provider's own is left out, whatever its default: the person emptied it.
    settings |= {name: values[name] for name in own if values.get(name) is not None}
    return replace(
        profile,
        name=filled["name"] or "",
        base_url=filled["base_url"] or "",
        environment=Environment(filled["environment"]),
        read_only=bool(filled["read_only"]),
        private=bool(filled["private"]),
        timeouts=Timeouts(filled["timeouts.connect"], filled["timeouts.read"], filled["timeouts.total"]),
        tls=Tls(
            bool(filled["tls.verify"]),
            filled["tls.ca_file"] or "",
            filled["tls.client_certificate"] or "",
        ),
        proxy=filled["proxy"] or "",
        settings=settings,
    )
