"""Where events are sent to: `/sync_server` and `/data_debug` by the vendor's client SDKs, `/sync_data` (a
form with `appid` and `data` or `data_list`) and `/sync_json` (JSON with `appid` and `data`) by callers of
the data access API.

What the SDKs send, and which answer they take for success, is read off their public source. There is no
token; the APPID is the key that lets somebody write. All other codes are the sandbox's own.
"""

from __future__ import annotations

import datetime
import json
import threading
import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tui.core.sandboxing import (
    MESSAGE_PREFIX,
    SandboxAnswer,
    SandboxRequest,
    SandboxRoute,
    SandboxServices,
    SqlRefused,
)
from tui.providers.te.sandbox.ingest_items import BadItem, Item, read_item
from tui.providers.te.sandbox.ingest_users import Full, Users

MAX_UNPACKED = 64 * 1024 * 1024
"""Bytes of a batch once it is unpacked."""

MAX_ITEMS = 20_000

BAD_APPID, BAD_DATA, NO_ROOM = -1, -2, -3


class Unreadable(Exception):
    """A batch that cannot be read at all."""


class Ingest:
    """The routes, and who has been seen. One batch is kept at a time."""

    def __init__(self, services: SandboxServices) -> None:
        self._services = services
        self._lock = threading.Lock()
        self._users = Users()

    def routes(self) -> Sequence[SandboxRoute]:
        return [
            SandboxRoute("POST", "/sync_server", self._sync),
            SandboxRoute("POST", "/sync_data", self._form),
            SandboxRoute("POST", "/sync_json", self._json),
            SandboxRoute("POST", "/data_debug", self._debug),
        ]

    def _sync(self, request: SandboxRequest) -> SandboxAnswer:
        return self._take(
            request.header("appid"),
            lambda: _batch(_document(unpacked(request.body, request.header("compress", "none")))),
        )

    def _form(self, request: SandboxRequest) -> SandboxAnswer:
        try:
            form = request.form()
        except ValueError:
            return _coded(BAD_DATA, "the form is not UTF-8 text")
        text = form.get("data_list") or form.get("data", "")
        return self._take(form.get("appid", ""), lambda: _batch(_document(text.encode("utf-8", "replace"))))

    def _json(self, request: SandboxRequest) -> SandboxAnswer:
        """One object with `appid` and `data`, an item or a list of them; the header `appid` goes for one
        that is left out."""
        try:
            body = _document(unpacked(request.body, request.header("compress", "none")))
        except Unreadable as error:
            return _coded(BAD_DATA, str(error))
        if not isinstance(body, dict) or "data" not in body:
            return _coded(BAD_DATA, "the body needs to be a JSON object with appid and data")
        return self._take(str(body.get("appid") or request.header("appid")), lambda: _batch(body["data"]))

    def _take(self, appid: str, read: Callable[[], Sequence[Any]]) -> SandboxAnswer:
        if self._services.keys.project_of(appid) is None:
            return _coded(BAD_APPID, _WRONG_APPID)
        try:
            batch = read()
        except Unreadable as error:
            return _coded(BAD_DATA, str(error))
        items, bad = [], []
        for number, one in enumerate(batch):
            try:
                items.append(read_item(one))
            except BadItem as error:
                bad.append(f"item {number}: {error}")
        try:
            dropped = self._keep(items)
        except (SqlRefused, Full) as error:
            return _coded(NO_ROOM, str(error) or "there is no room for more users")
        left_out = sorted({*dropped, *(name for item in items for name in item.faults)})
        return _coded(0, _told(bad, left_out))

    def _debug(self, request: SandboxRequest) -> SandboxAnswer:
        try:
            form = request.form()
            if self._services.keys.project_of(form.get("appid", "")) is None:
                return _checked(-1, [_WRONG_APPID])
            item = read_item(_document(form.get("data", "").encode("utf-8", "replace")))
        except (Unreadable, BadItem, ValueError) as error:
            return _checked(2, [str(error)])
        if item.faults:
            return _checked(1, [], item.faults)
        if form.get("dryRun", "0") in ("0", ""):
            try:
                dropped = self._keep([item])
            except (SqlRefused, Full) as error:
                return _checked(2, [str(error) or "there is no room for more users"])
            if dropped:
                return _checked(1, [], dict.fromkeys(dropped, "has another type than its first value"))
        return _checked(0, [])

    def _keep(self, items: Sequence[Item]) -> Sequence[str]:
        """Columns of which a value was left out. Raises SqlRefused, Full."""
        now = self._services.clock()
        with self._lock:
            events, changed = [], set()
            for item in items:
                number = self._users.number(item)
                changed.add(number)
                if item.is_event:
                    events.append(_event(item, number, now))
                else:
                    self._users.change(number, item)
            if not items:
                return ()
            return self._services.database.receive(events, [self._users.row(one) for one in sorted(changed)])


_WRONG_APPID = "this APPID lets nobody send here; the sandbox says its own when it is served"


def _event(item: Item, number: int, now: float) -> dict[str, Any]:
    received = datetime.datetime.fromtimestamp(now, datetime.UTC).replace(tzinfo=None)
    row = {
        **item.properties,
        "#event_name": item.event_name,
        "#event_time": item.time,
        "#server_time": received,
        "$part_date": f"{item.time:%Y-%m-%d}",
        "#user_id": number,
    }
    named = {"#account_id": item.account_id, "#distinct_id": item.distinct_id}
    return row | {name: value for name, value in named.items() if value}


def unpacked(body: bytes, how: str) -> bytes:
    """The batch as the client wrote it. Raises Unreadable, also for what grows beyond all bounds."""
    if how in ("none", ""):
        return body
    if how != "gzip":
        raise Unreadable(f"the sandbox does not unpack {how[:20]!r}; it takes gzip and none")
    unpacker = zlib.decompressobj(wbits=31)
    try:
        data = unpacker.decompress(body, MAX_UNPACKED + 1)
    except zlib.error:
        raise Unreadable("the body is not gzip") from None
    if len(data) > MAX_UNPACKED:
        raise Unreadable(f"the batch is over {MAX_UNPACKED} bytes when it is unpacked")
    if not unpacker.eof:
        raise Unreadable("the gzip body is cut off")
    return data


def _document(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        raise Unreadable("the data is not JSON") from None


def _batch(found: Any) -> Sequence[Any]:
    batch = found if isinstance(found, list) else [found]
    if len(batch) > MAX_ITEMS:
        raise Unreadable(f"the batch has {len(batch)} items; the sandbox takes {MAX_ITEMS}")
    return batch


def _told(bad: Sequence[str], left_out: Sequence[str]) -> str:
    """What became of a batch that was taken, where it is not all of it."""
    parts = [f"{len(bad)} items were not kept ({'; '.join(bad[:3])})"] if bad else []
    if left_out:
        parts.append(f"properties without room for their value: {', '.join(left_out[:10])}")
    return "; ".join(parts)


def _coded(code: int, message: str) -> SandboxAnswer:
    document: dict[str, Any] = {"code": code}
    if message:
        document["msg"] = MESSAGE_PREFIX + message
    return SandboxAnswer(json.dumps(document).encode())


def _checked(
    level: int, reasons: Sequence[str], properties: Mapping[str, str] | None = None
) -> SandboxAnswer:
    document = {
        "errorLevel": level,
        "errorReasons": [MESSAGE_PREFIX + reason for reason in reasons],
        "errorProperties": [
            {"propertyName": name, "errorReason": MESSAGE_PREFIX + reason}
            for name, reason in (properties or {}).items()
        ],
    }
    return SandboxAnswer(json.dumps(document).encode())
