"""Profiles: what may be saved, and where a secret is at every moment."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.workbench.cast import Stage
from tui.core.failures import AssayError, InvalidInput, NotFound, Refused, VaultError
from tui.core.secret import Secret
from tui.core.vault_ports import SecretState


@pytest.fixture
def stage() -> Stage:
    return Stage()


def test_profiles_are_found_by_id_and_by_name_in_any_case(stage: Stage) -> None:
    assert stage.profiles.find("MINE") == stage.profile
    assert stage.profiles.find(stage.profile.id) == stage.profile
    with pytest.raises(NotFound) as caught:
        stage.profiles.find("other")
    assert "mine" in caught.value.evidence[0]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "  "}, "name"),
        ({"base_url": "ftp://x"}, "base_url"),
        ({"base_url": "http://u:p@x"}, "base_url"),
        ({"base_url": "http://x?token=1"}, "base_url"),
        ({"base_url": "http://x:99999"}, "base_url"),
        ({"base_url": "http://x y"}, "base_url"),
        ({"base_url": "http://"}, "base_url"),
        ({"proxy": "nonsense"}, "proxy"),
    ],
)
def test_a_bad_profile_names_its_field_and_is_not_saved(
    stage: Stage, changes: dict[str, str], field: str
) -> None:
    before = dict(stage.profile_store.kept)
    with pytest.raises(InvalidInput) as caught:
        stage.profiles.save(replace(stage.profile, **changes))  # type: ignore[arg-type]  # by name
    assert [p.field for p in caught.value.problems] == [field]
    assert stage.profile_store.kept == before


def test_two_profiles_cannot_share_a_name(stage: Stage) -> None:
    twin = replace(stage.profiles.blank("ex"), name="Mine")
    assert [p.field for p in stage.profiles.check(twin)] == ["name"]
    assert stage.profiles.check(stage.profile) == []


def test_a_built_in_profile_cannot_be_changed_or_deleted(stage: Stage) -> None:
    sandbox = stage.profiles.sandbox("ex")
    for verb in (stage.profiles.save, stage.profiles.delete, stage.profiles.forget_secret):
        with pytest.raises(Refused):
            verb(sandbox)


def test_a_copy_has_a_free_name_and_no_secret(stage: Stage) -> None:
    profile = stage.profiles.store_secret(stage.profile, Secret("canary-1"), "session")
    copy = stage.profiles.save(stage.profiles.copy(profile))
    assert copy.name == "mine copy"
    assert copy.secret is None
    assert stage.profiles.copy(profile).name == "mine copy 2"


def test_a_stored_secret_is_named_only_after_it_was_kept(stage: Stage) -> None:
    stage.vault.broken.add("write")
    with pytest.raises(VaultError):
        stage.profiles.store_secret(stage.profile, Secret("canary-1"), "session")
    assert stage.profiles.find("mine").secret is None


def test_a_replaced_secret_is_removed_from_its_old_place(stage: Stage) -> None:
    first = stage.profiles.store_secret(stage.profile, Secret("canary-1"), "session")
    second = stage.profiles.store_secret(first, Secret("canary-2"), "session")
    assert list(stage.vault.kept) == [second.secret]


def test_an_old_secret_that_stays_behind_is_said(stage: Stage) -> None:
    first = stage.profiles.store_secret(stage.profile, Secret("canary-1"), "session")
    stage.vault.broken.add("delete")
    with pytest.raises(AssayError, match="old one could not be removed"):
        stage.profiles.store_secret(first, Secret("canary-2"), "session")
    assert stage.profiles.find("mine").secret != first.secret


def test_an_empty_secret_is_refused(stage: Stage) -> None:
    with pytest.raises(InvalidInput, match="secret"):
        stage.profiles.store_secret(stage.profile, Secret(""), "session")


def test_deleting_removes_the_secret_first_and_keeps_the_profile_when_it_cannot(stage: Stage) -> None:
    profile = stage.profiles.store_secret(stage.profile, Secret("canary-1"), "session")
    stage.vault.broken.add("delete")
    with pytest.raises(VaultError):
        stage.profiles.delete(profile)
    assert stage.profiles.find("mine").secret == profile.secret
    stage.vault.broken.clear()
    stage.profiles.delete(profile)
    assert stage.vault.kept == {}
    assert stage.profiles.stored() == ()


def test_a_forgotten_secret_leaves_the_profile(stage: Stage) -> None:
    profile = stage.profiles.store_secret(stage.profile, Secret("canary-1"), "session")
    assert stage.profiles.secret_status(profile).state is SecretState.STORED
    forgotten = stage.profiles.forget_secret(profile)
    assert stage.profiles.secret_status(forgotten).state is SecretState.NOT_NAMED
    assert stage.vault.kept == {}


def test_a_broken_file_is_reported_and_the_rest_still_works(stage: Stage) -> None:
    stage.profile_store.problems.append(AssayError("line 3 is broken", code="file-unreadable"))
    stage.profiles.reload()
    assert [p.message for p in stage.profiles.problems()] == ["line 3 is broken"]
    assert stage.profiles.find("mine") == stage.profile
