"""Requests to the byte: what goes on the wire for every route, and the rules behind it.

`requests.golden` holds one block a route. To write it anew after a change that is meant:
`python -m tests.providers.te.test_requests`; then read the difference.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest

from tests.providers.casework import profile_of
from tests.providers.te.samples import full_draft
from tui.core.failures import InvalidInput
from tui.core.operation import RequestDraft
from tui.core.request import UnsignedRequest
from tui.providers.te import PROVIDER

GOLDEN = Path(__file__).with_name("requests.golden")
PROFILE = profile_of("te", settings={"timeoutSeconds": 60}, base_url="https://proxy.example/ta/")


def encode(operation: str, **parts: Any) -> UnsignedRequest:
    found = PROVIDER.operations().get(operation)
    return PROVIDER.codec().encode(found, RequestDraft(operation, **parts), PROFILE)


def written(operation_id: str, folder: Path) -> str:
    operation = PROVIDER.operations().get(operation_id)
    draft = full_draft(operation, folder)
    assert operation.check(draft) == []
    request = PROVIDER.codec().encode(operation, draft, PROFILE)
    kind = dict(request.headers).get("Content-Type", "-")
    body = request.body.decode("utf-8", "backslashreplace").replace("\r", "␍") or "-"
    return f"{operation_id}\n  {request.method} {request.url}\n  {kind}\n  {body}".replace("\n", "\n  ")


def everything() -> dict[str, str]:
    with tempfile.TemporaryDirectory() as folder:
        return {op.id: written(op.id, Path(folder)) for op in PROVIDER.operations()}


def golden() -> dict[str, str]:
    blocks = GOLDEN.read_text("utf-8").split("\n\n")
    return {block.split("\n", 1)[0]: block.rstrip("\n") for block in blocks}


def test_every_route_has_a_golden_request() -> None:
    assert list(golden()) == [operation.id for operation in PROVIDER.operations()]


@pytest.mark.parametrize("operation_id", [operation.id for operation in PROVIDER.operations()])
def test_a_request_is_the_golden_one_to_the_byte(operation_id: str, tmp_path: Path) -> None:
    assert written(operation_id, tmp_path) == golden()[operation_id]


def test_the_secret_is_named_and_nowhere_in_the_request() -> None:
    request = encode("sql-query", form={"sql": "SELECT 1"})
    assert request.secret_parameter == "token"
    assert "token" not in dict(request.query)


def test_sql_rides_in_the_form_and_never_in_the_address() -> None:
    request = encode("sql-query", query={"format": "csv"}, form={"sql": "SELECT 'a b+c'"})
    assert request.body == b"sql=SELECT%20%27a%20b%2Bc%27"
    assert request.url == ("https://proxy.example/ta/querySql?format=csv&timeoutSeconds=60&timeoutSecond=60")


def test_a_time_out_in_the_draft_goes_before_the_profile_and_has_both_spellings() -> None:
    request = encode("sql-query", query={"timeoutSeconds": 5}, form={"sql": "SELECT 1"})
    assert request.query == (("timeoutSeconds", "5"), ("timeoutSecond", "5"))


def test_a_field_that_only_steers_this_program_is_not_sent() -> None:
    request = encode("sql-result-page", query={"taskId": "ab", "pageId": 0, "format": "csv"})
    assert request.query == (("taskId", "ab"), ("pageId", "0"))


def test_the_profile_gives_the_project_where_the_draft_has_none() -> None:
    assert encode("event-meta-list").query == (("projectId", "1"),)
    assert encode("event-meta-list", query={"projectId": 5}).query == (("projectId", "5"),)


def test_unknown_fields_of_a_body_ride_along_in_their_order() -> None:
    body = {"zzz": 1, "projectId": 3, "useCache": False, "aaa": [1.5, "ü"], "timeoutSeconds": 9}
    assert encode("event-analyze", body=body).body == (
        '{"zzz":1,"projectId":3,"useCache":false,"aaa":[1.5,"ü"],"timeoutSeconds":9}'.encode()
    )


def test_a_body_typed_by_hand_goes_out_as_typed() -> None:
    text = '{ "projectId" : 0.10 }\n'
    assert encode("event-analyze", text=text).body == text.encode()


def test_hand_typed_text_that_is_no_json_is_refused() -> None:
    with pytest.raises(InvalidInput, match="body"):
        encode("event-analyze", text="{")


def test_a_route_with_unknown_parameters_sends_an_empty_object_or_what_it_is_given() -> None:
    assert encode("user-lock").body == b"{}"
    assert encode("user-lock", body={"loginName": "x"}).body == b'{"loginName":"x"}'
    assert encode("user-status", query={"loginName": "x"}).query == (("loginName", "x"),)


def test_project_list_is_a_post_without_a_body() -> None:
    request = encode("project-list", query={"loginName": "root"})
    assert (request.method, request.body) == ("POST", b"")
    assert "Content-Type" not in dict(request.headers)


def test_csv_comes_from_the_text_or_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(b"x\xff\r\n")
    typed = encode("dimension-create", query={"createParam": {}}, text="a,b\n1,2\n")
    assert typed.body == b"a,b\n1,2\n"
    assert dict(typed.headers)["Content-Type"] == "text/csv; charset=utf-8"
    read = encode("dimension-create", query={"createParam": {}}, form={"file": str(file)})
    assert read.body == b"x\xff\r\n"
    assert dict(read.headers)["Content-Type"] == "text/csv"


@pytest.mark.parametrize(
    ("name", "words"),
    [("absent.csv", "is not an existing file"), (".", "is a folder"), ("a\0b", "")],
)
def test_a_file_that_cannot_be_read_is_a_field_error(name: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as caught:
        encode("datatable-upload", form={"file": str(tmp_path / name)})
    assert caught.value.problems[0].field == "file"
    assert words in caught.value.problems[0].message


def test_csv_without_text_and_file_is_a_field_error() -> None:
    with pytest.raises(InvalidInput, match="file"):
        encode("dimension-create", query={"createParam": {}})


if __name__ == "__main__":
    GOLDEN.write_text("\n\n".join(everything().values()) + "\n", "utf-8")
