"""All APIs under one contract: those of the program, and the third one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from tests.factories import paths_below
from tests.third_api import contract
from tests.third_api.memo import PROVIDER as MEMO
from tui.core.provider import Provider
from tui.providers import PROVIDERS
from tui.wiring import build_workbench
from tui.workbench import Workbench

ALL: Mapping[str, Provider] = {**PROVIDERS, "memo": MEMO}
SETTINGS: dict[str, dict[str, object]] = {
    "te": {"projectId": 1},
    "td": {"partner_code": "p"},
    "memo": {"board": "b"},
}


@pytest.fixture(scope="module")
def workbench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    made = build_workbench(paths_below(tmp_path_factory.mktemp("home")), ALL)
    yield made
    made.close()


@pytest.mark.parametrize("name", ALL)
def test_an_api_declares_what_front_ends_show(name: str) -> None:
    assert ALL[name].id == name
    contract.check_declaration(ALL[name])


@pytest.mark.parametrize("name", ALL)
def test_its_codec_is_deterministic_and_reads_anything(name: str) -> None:
    contract.check_codec(ALL[name], SETTINGS[name])


@pytest.mark.parametrize("name", ALL)
def test_its_sandbox_answers_and_the_answer_is_explained(name: str, workbench: Workbench) -> None:
    contract.check_sandbox(ALL[name], workbench)
