"""Golden files: what is imported, a line, and what must come of it as JSON.

`ASSAY_UPDATE_GOLDEN=1` writes the expectations anew; the difference is then to be read line by line.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tui.core.failures import InvalidInput
from tui.workbench.importing import CapturedRequest

MARK = b"\n===== expected\n"


def as_data(request: CapturedRequest) -> dict[str, Any]:
    return {
        "method": request.method,
        "url": request.url,
        "headers": [f"{name}: {value}" for name, value in request.headers],
        "body": request.body.decode("utf-8", "backslashreplace"),
        "bytes": len(request.body),
        "notes": list(request.notes),
    }


def check_golden(path: Path, read: Callable[[bytes], Any]) -> None:
    """Compare what `read` makes of a file's first part with its second."""
    given, _, wanted = path.read_bytes().partition(MARK)
    try:
        found = read(given)
    except InvalidInput as error:
        found = {"refused": error.evidence[0]}
    text = json.dumps(found, indent=1, ensure_ascii=True).encode()
    if os.environ.get("ASSAY_UPDATE_GOLDEN"):
        path.write_bytes(given + MARK + text + b"\n")
    else:
        assert json.loads(wanted) == found
