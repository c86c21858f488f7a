"""The ledger of used signs counts uses by hash and profile, and never holds a sign."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from tests.storage.things import everything_below
from tui.core.ports import SignUse
from tui.core.secret import fingerprint
from tui.storage import Paths, SqliteSignLedger
from tui.storage.ledger import MAX_VERDICTS

SIGN = "sbx1.CANARY-SIGN-0123456789"
HASH = fingerprint(SIGN)


def test_uses_are_counted_by_sign_and_profile(tmp_path: Path) -> None:
    ledger = SqliteSignLedger(Paths.below(tmp_path))
    assert ledger.used(HASH, "p") is None
    assert ledger.record(HASH, "p", "1600", 10.0) == SignUse(HASH, 1, 10.0, 10.0, ("1600",))
    ledger.record(HASH, "p", "?", 20.0)
    assert ledger.record(HASH, "other", "1600", 5.0).times == 1
    assert ledger.used(HASH, "p") == SignUse(HASH, 2, 10.0, 20.0, ("1600", "?"))
    assert ledger.used(HASH, "p", before=20.0) == SignUse(HASH, 1, 10.0, 10.0, ("1600",))
    assert ledger.used(HASH, "p", before=10.0) is None
    ledger.close()
    again = SqliteSignLedger(Paths.below(tmp_path))
    assert again.used(HASH, "p") == SignUse(HASH, 2, 10.0, 20.0, ("1600", "?"))
    again.close()


@pytest.mark.parametrize("value", [SIGN, "", HASH.upper(), HASH[:-1], HASH + "0"])
def test_only_a_hash_is_taken_and_the_refusal_does_not_repeat_it(tmp_path: Path, value: str) -> None:
    ledger = SqliteSignLedger(Paths.below(tmp_path))
    with pytest.raises(ValueError, match="not a SHA-256") as caught:
        ledger.record(value, "p", "1600", 1.0)
    assert not value or value not in str(caught.value)
    with pytest.raises(ValueError, match="not a SHA-256"):
        ledger.used(value, "p")
    ledger.record(HASH, "p", "1600", 1.0)
    assert all(SIGN.encode() not in file.read_bytes() for file in everything_below(tmp_path))
    ledger.close()


def test_a_sign_used_very_often_tells_its_latest_verdicts(tmp_path: Path) -> None:
    ledger = SqliteSignLedger(Paths.below(tmp_path))
    for number in range(MAX_VERDICTS + 5):
        use = ledger.record(HASH, "p", str(number), float(number))
    assert (use.times, len(use.verdicts), use.verdicts[-1], use.first_at) == (105, 100, "104", 0.0)
    ledger.close()


def test_threads_and_instances_count_together(tmp_path: Path) -> None:
    ledgers = [SqliteSignLedger(Paths.below(tmp_path)) for _ in range(2)]

    def use(ledger: SqliteSignLedger) -> None:
        for _ in range(25):
            ledger.record(HASH, "p", "1600", 1.0)

    threads = [threading.Thread(target=use, args=(ledger,)) for ledger in ledgers * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = ledgers[0].used(HASH, "p")
    assert found is not None
    assert found.times == 100
    for ledger in ledgers:
        ledger.close()
