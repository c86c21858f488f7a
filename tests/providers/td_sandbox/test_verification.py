"""Every verdict and every status of the call, each for its own reason."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sandbox.client import call
from tests.sandbox.serving import WAYS, Way, way_to
from tui.core.confidence import Confidence
from tui.providers.td.sandbox import mount
from tui.providers.td.sandbox.rules import RULES, STATUSES
from tui.providers.td.sandbox.scheme import KEYS, covers, make_sign, parse_sign
from tui.sandbox import Sandbox

NOW = 1_700_000_000.0
PATH = "/shop/order"


class Service:
    """The sandbox's service with a clock that the test turns."""

    def __init__(self, folder: Path) -> None:
        self.now = NOW
        self.sandbox = Sandbox([mount], folder, clock=lambda: self.now)
        self.way = Way(self.sandbox)

    async def send(self, body: bytes, partner: str = "sandbox", key: str | None = None) -> Any:
        key = self.sandbox.credential("td").reveal() if key is None else key
        query = {"partner_code": partner, "partner_key": key}
        reply = await self.way.call("POST", "/signature/v2", query=query, body=body)
        assert reply.status == 200
        return reply.json

    async def verdict(self, **parts: Any) -> int:
        answer = await self.send(json.dumps(parts).encode())
        assert answer["code"] == 200
        assert answer["data"]["version"] == "v2"
        assert isinstance(answer["data"]["env"], list)
        status: int = answer["data"]["status"]
        assert answer["data"]["result"] == next(rule.result for rule in RULES if rule.code == status)
        return status

    def sign(self, **options: Any) -> str:
        return make_sign(PATH, options.pop("query", None), options.pop("body", None), at=self.now, **options)


@pytest.fixture(params=WAYS)
def service(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Service]:
    """The same contract in process and over a real socket."""
    service = Service(tmp_path)
    with way_to(service.sandbox, request.param) as service.way:
        yield service
    service.sandbox.close()


async def test_a_fresh_sign_passes_once(service: Service) -> None:
    sign = service.sandbox.sign(PATH, None, None)
    assert sign.startswith("sbx1.")
    assert await service.verdict(path=PATH, sign=sign) == 1200
    assert await service.verdict(path=PATH, sign=sign) == 1603


async def test_another_process_sees_that_a_sign_was_used(service: Service, tmp_path: Path) -> None:
    sign = service.sign()
    assert await service.verdict(path=PATH, sign=sign) == 1200
    other = Service(tmp_path)
    assert await other.verdict(path=PATH, sign=sign) == 1603
    other.sandbox.close()


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"path": PATH}, 1101),
        ({"path": PATH, "sign": ""}, 1101),
        ({"sign": "x"}, 1102),
        ({"sign": "x", "path": ""}, 1102),
        ({"path": PATH, "sign": "g1234"}, 1301),
        ({"path": PATH, "sign": "sbx1.k1.1700000000000.00.-.p.x"}, 1302),
        ({"path": PATH, "sign": "sbx1.k1.then.0011223344556677.-.p.x"}, 1302),
    ],
)
async def test_missing_and_malformed(service: Service, parts: dict[str, str], expected: int) -> None:
    assert await service.verdict(**parts) == expected


async def test_query_and_body_of_the_wrong_form(service: Service) -> None:
    assert await service.verdict(path=PATH, sign=service.sign(), query=[1]) == 1303
    assert await service.verdict(path=PATH, sign=service.sign(), query={"a": {"b": 1}}) == 1303
    assert await service.verdict(path=PATH, sign=service.sign(), query="no json") == 1303
    assert await service.verdict(path=PATH, sign=service.sign(), body={"a": 1}) == 1304


async def test_a_sign_that_does_not_fit(service: Service) -> None:
    assert await service.verdict(path=PATH, sign=service.sign(key_id="k9")) == 1401
    assert await service.verdict(path=PATH + "/", sign=service.sign()) == 1402
    sign = service.sign()
    assert await service.verdict(path=PATH, sign=sign[:-1] + ("A" if sign[-1] != "A" else "B")) == 1402


async def test_the_two_generations_of_sdks_cover_different_parts(service: Service) -> None:
    newer = service.sign()
    assert await service.verdict(path=PATH, sign=newer, query={"a": "1"}, body="changed") == 1200
    older = service.sign(query={"a": "1", "b": "2"})
    assert await service.verdict(path=PATH, sign=older, query={"b": "2", "a": "1"}) == 1200
    older = service.sign(query={"a": "1"})
    assert await service.verdict(path=PATH, sign=older, query={"a": "2"}) == 1402
    with_body = service.sign(body='{"a": 1}')
    assert await service.verdict(path=PATH, sign=with_body, body='{"a":1}') == 1402
    with_body = service.sign(body='{"a": 1}')
    assert await service.verdict(path=PATH, sign=with_body, body='{"a": 1}') == 1200


async def test_a_query_may_come_as_json_text(service: Service) -> None:
    sign = service.sign(query={"a": "1"})
    assert await service.verdict(path=PATH, sign=sign, query='{"a": "1"}') == 1200


async def test_age_and_block_list(service: Service) -> None:
    old, ahead = service.sign(), make_sign(PATH, None, None, at=NOW + 400 + 61)
    service.now += 301
    assert await service.verdict(path=PATH, sign=old) == 1501
    service.now = NOW + 400
    assert await service.verdict(path=PATH, sign=ahead) == 1502
    assert await service.verdict(path=PATH, sign=service.sign(key_id="k0")) == 1503
    service.sandbox.configure("td", "sign_max_age", 1000.0)
    assert await service.verdict(path=PATH, sign=old) == 1200


async def test_device_risks_come_as_labels(service: Service) -> None:
    sign = service.sign(device="rhvc")
    answer = await service.send(json.dumps({"path": PATH, "sign": sign}).encode())
    assert answer["data"]["status"] == 1601
    assert answer["data"]["env"] == ["root", "hack", "virtualEnv", "crawler"]


async def test_a_reserved_path_plays_a_risky_device(service: Service) -> None:
    path = "/sandbox-device/rv/login"
    sign = service.sandbox.sign(path, None, None)
    answer = await service.send(json.dumps({"path": path, "sign": sign}).encode())
    assert (answer["data"]["status"], answer["data"]["env"]) == (1601, ["root", "virtualEnv"])


async def test_a_replay_is_noticed_as_long_as_the_memory_lasts(service: Service) -> None:
    service.sandbox.configure("td", "replay_memory", 30.0)
    sign = service.sign()
    found = [await service.verdict(path=PATH, sign=sign)]
    for gap in (0, 30, 31):
        service.now += gap
        found.append(await service.verdict(path=PATH, sign=sign))
    assert found == [1200, 1603, 1603, 1200]


async def test_too_many_in_a_window(service: Service) -> None:
    service.sandbox.configure("td", "frequency_limit", 3.0)
    found = [await service.verdict(path=PATH, sign=service.sign()) for _ in range(5)]
    assert found == [1200, 1200, 1200, 1602, 1602]
    service.now += 11
    assert await service.verdict(path=PATH, sign=service.sign()) == 1200


async def test_a_blocked_sign_is_not_used_up(service: Service) -> None:
    sign = service.sign()
    assert await service.verdict(path="/other", sign=sign) == 1402
    assert await service.verdict(path=PATH, sign=sign) == 1200


@pytest.mark.parametrize(
    ("partner", "code"),
    [
        ("sandbox-broken", 500),
        ("sandbox-unpaid", 512),
        ("sandbox-disabled", 513),
        ("", 431),
        ("unknown", 431),
    ],
)
async def test_statuses_by_partner(service: Service, partner: str, code: int) -> None:
    answer = await service.send(b"{}", partner)
    assert answer["code"] == code
    assert answer["message"] == STATUSES[code][0]
    assert "data" not in answer


async def test_a_wrong_key_is_no_partner(service: Service) -> None:
    assert (await service.send(b"{}", key="wrong"))["code"] == 431
    assert (await service.send(b"{}", key=""))["code"] == 431


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"[" * 100_000])
async def test_a_body_that_cannot_be_read(service: Service, body: bytes) -> None:
    answer = await service.send(body)
    assert answer["code"] == 500
    assert answer["message"].startswith("sandbox: ")


async def test_an_unknown_route_is_never_a_success(service: Service) -> None:
    reply = await call(service.sandbox.asgi(), "POST", "/signature/v9")
    assert reply.json["code"] != 200
    assert "sandbox: " in reply.json["message"]


def test_rules_cover_all_documented_codes_and_mark_what_is_the_sandboxs() -> None:
    documented = {1101, 1102, 1200, 1301, 1302, 1303, 1304, 1401, 1402, 1501, 1502, 1503, 1601, 1602, 1603}
    assert {rule.code for rule in RULES} == documented
    own = {rule.code for rule in RULES if rule.source is Confidence.SANDBOX}
    assert {1301, 1302, 1303, 1304, 1401, 1402, 1501, 1502, 1503, 1602, 1603} <= own


_TEXT = st.text(max_size=20)
_QUERY = st.none() | st.dictionaries(_TEXT, _TEXT, max_size=4)


@given(_TEXT, _QUERY, st.none() | st.text(st.characters(), max_size=20))
def test_any_sign_covers_what_it_was_made_for(
    path: str, query: dict[str, str] | None, body: str | None
) -> None:
    text = make_sign(path, query, body, at=NOW)
    sign = parse_sign(text)
    assert covers(text, sign, path, query, body)
    assert not covers(text, sign, path + "x", query, body)
    assert sign.key_id in KEYS


async def test_a_partner_for_test_runs_is_never_too_frequent(service: Service) -> None:
    service.sandbox.configure("td", "frequency_limit", 1.0)
    for _ in range(3):
        body = json.dumps({"path": PATH, "sign": service.sign()}).encode()
        assert (await service.send(body, "sandbox-unlimited"))["data"]["status"] == 1200
