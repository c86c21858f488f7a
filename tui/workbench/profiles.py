"""Profiles and where their secrets lie."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tui.core.failures import AssayError, InvalidInput, NotFound, Refused
from tui.core.fields import FieldProblem, FieldSpec
from tui.core.profile import COMMON_FIELDS, Profile, check_profile
from tui.core.vault_ports import PassphraseNeed, SecretState, SecretStatus, StoreHealth, Vault

if TYPE_CHECKING:
    from tui.core.ports import NewId, ProfileStore
    from tui.core.provider import Provider
    from tui.core.secret import Secret, SecretRef


class Profiles:
    """Named targets: the stored ones, then the built-in sandbox ones."""

    def __init__(
        self,
        providers: Mapping[str, Provider],
        store: ProfileStore,
        vault: Vault,
        built_in: Sequence[Profile],
        new_id: NewId,
    ) -> None:
        self._providers = providers
        self._store = store
        self._vault = vault
        self._built_in = tuple(built_in)
        self._new_id = new_id
        self._lock = threading.Lock()
        self._stored: tuple[Profile, ...] | None = None
        self._problems: tuple[AssayError, ...] = ()

    # -- reading ---------------------------------------------------------------------------------

    def all(self) -> tuple[Profile, ...]:
        """Stored profiles by name, then the built-in sandbox ones."""
        with self._lock:
            if self._stored is None:
                self._load()
            stored = self._stored or ()
        return (*sorted(stored, key=lambda p: p.name.lower()), *self._built_in)

    def stored(self) -> tuple[Profile, ...]:
        return tuple(p for p in self.all() if not p.built_in)

    def problems(self) -> tuple[AssayError, ...]:
        """What is wrong with the profile file, if anything; the other profiles still work."""
        self.all()
        return self._problems

    def reload(self) -> None:
        with self._lock:
            self._load()

    def _load(self) -> None:
        stored, problems = self._store.load()
        self._stored, self._problems = tuple(stored), tuple(problems)

    def find(self, name_or_id: str) -> Profile:
        """By id, else by name. Raises NotFound."""
        profiles = self.all()
        for profile in profiles:
            if profile.id == name_or_id:
                return profile
        for profile in profiles:
            if profile.name.casefold() == name_or_id.casefold():
                return profile
        names = ", ".join(p.name for p in profiles)
        raise NotFound(
            f"There is no profile named “{name_or_id}”.",
            evidence=[f"Profiles here: {names}."],
            next_step="Choose one of these, or make a new one.",
        )

    def sandbox(self, kind: str) -> Profile:
        """The built-in profile that speaks `kind`. Raises NotFound."""
        for profile in self._built_in:
            if profile.kind == kind:
                return profile
        raise NotFound(f"The sandbox does not speak “{kind}”.")

    def kinds(self) -> tuple[Provider, ...]:
        return tuple(self._providers.values())

    def provider(self, kind: str) -> Provider:
        """Raises NotFound."""
        try:
            return self._providers[kind]
        except KeyError:
            raise NotFound(
                f"No API of kind “{kind}” is known here.",
                evidence=[f"Kinds: {', '.join(self._providers)}."],
            ) from None

    def fields(self, kind: str) -> tuple[FieldSpec, ...]:
        """The form of a profile: what every kind has, then the provider's own fields."""
        return (*COMMON_FIELDS, *self.provider(kind).profile_fields)

    # -- writing ---------------------------------------------------------------------------------

    def blank(self, kind: str) -> Profile:
        """A new, unsaved profile with the provider's defaults."""
        provider = self.provider(kind)
        settings = {f.name: f.default for f in provider.profile_fields if f.default is not None}
        return Profile(
            id=self._new_id(),
            name="",
            kind=kind,
            base_url=provider.default_base_url,
            settings=settings,
        )

    def check(self, profile: Profile) -> list[FieldProblem]:
        """What is wrong with it, by field name; saving it would raise the same."""
        problems = check_profile(profile, self.provider(profile.kind).profile_fields)
        for other in self.all():
            if other.id != profile.id and other.name.casefold() == profile.name.strip().casefold():
                problems.append(FieldProblem("name", f"“{other.name}” already exists"))
        return problems

    def save(self, profile: Profile) -> Profile:
        """Raises InvalidInput by field, Refused for a built-in one, FileProblem."""
        self._refuse_built_in(profile)
        problems = self.check(profile)
        if problems:
            raise InvalidInput(problems, what="The profile")
        profile = replace(profile, name=profile.name.strip())
        self._store.save(profile)
        self.reload()
        return profile

    def copy(self, profile: Profile) -> Profile:
        """An unsaved copy with a free name, without the secret."""
        names = {p.name.casefold() for p in self.all()}
        number, name = 2, f"{profile.name} copy"
        while name.casefold() in names:
            name, number = f"{profile.name} copy {number}", number + 1
        environment = profile.environment
        if profile.built_in:
            return replace(self.blank(profile.kind), name=name, settings=dict(profile.settings))
        return replace(profile, id=self._new_id(), name=name, secret=None, environment=environment)

    def delete(self, profile: Profile) -> None:
        """Removes the secret first, then the profile, so that no orphaned secret stays behind.

        Raises VaultError when the secret may still be there; the profile is then kept.
        """
        self._refuse_built_in(profile)
        if profile.secret is not None:
            self._vault.delete(profile.secret)
        self._store.delete(profile.id)
        self.reload()

    @staticmethod
    def _refuse_built_in(profile: Profile) -> None:
        if profile.built_in:
            raise Refused(
                f"“{profile.name}” is built in and cannot be changed.",
                next_step="Make a copy and change that.",
            )

    # -- secrets ---------------------------------------------------------------------------------

    def stores(self) -> Sequence[StoreHealth]:
        """Where a secret can be kept, with the health of each. Takes up to some seconds."""
        return self._vault.stores()

    def passphrase_need(self, store: str) -> PassphraseNeed:
        """Whether that store must be unlocked before it can be used. Raises VaultError."""
        return self._vault.passphrase_need(store)

    def unlock(self, store: str, passphrase: Secret) -> None:
        """Takes about half a second. Raises VaultError, InvalidInput."""
        self._vault.unlock(store, passphrase)

    def change_passphrase(self, store: str, passphrase: Secret) -> None:
        """The store must be unlocked. Raises VaultError, InvalidInput."""
        self._vault.change_passphrase(store, passphrase)

    def store_secret(self, profile: Profile, secret: Secret | None, store: str, locator: str = "") -> Profile:
        """Writes a secret, reads it back, and only then names its place in the profile.

        `secret` is None for stores that are filled elsewhere (an environment variable, a command).
        An earlier secret is removed from its old place afterwards. Raises VaultError.
        """
        self._refuse_built_in(profile)
        if secret is not None and secret.is_empty():
            raise InvalidInput([FieldProblem("secret", "is empty")], what="The secret")
        ref = self._vault.new_ref(store, locator)
        if secret is not None:
            self._vault.write(ref, secret)
        old = profile.secret
        saved = self.save(replace(profile, secret=ref))
        if old is not None and old != ref:
            self._forget(old)
        return saved

    def forget_secret(self, profile: Profile) -> Profile:
        """Removes the secret and its mention. Raises VaultError when it may still be there."""
        self._refuse_built_in(profile)
        if profile.secret is None:
            return profile
        self._vault.delete(profile.secret)
        return self.save(replace(profile, secret=None))

    def _forget(self, ref: SecretRef) -> None:
        try:
            self._vault.delete(ref)
        except AssayError as error:
            raise AssayError(
                "The new secret is stored, but the old one could not be removed.",
                code=error.code,
                evidence=[error.message],
                next_step=error.next_step,
            ) from None

    def secret_status(self, profile: Profile) -> SecretStatus:
        """Takes up to some seconds; call it from a worker thread."""
        if profile.secret is None:
            return SecretStatus(
                SecretState.NOT_NAMED,
                detail="no secret yet",
                remedy="Store one with the profile's secret action.",
            )
        return self._vault.status(profile.secret)

    @staticmethod
    def changed(profile: Profile, **changes: Any) -> Profile:
        """A copy with other values; for front ends that edit one field at a time."""
        return replace(profile, **changes)
