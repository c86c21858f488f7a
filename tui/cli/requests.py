"""A request as it would go, for `--dry-run`: to the byte, the secret as a mask."""

from __future__ import annotations

from tui.cli import stdout
from tui.cli.listing import tell_object
from tui.core.operation import RequestDraft
from tui.core.profile import Profile
from tui.workbench import Workbench


def show_request(workbench: Workbench, profile: Profile, draft: RequestDraft, *, as_json: bool) -> int:
    """Print method, address, headers and body. Raises InvalidInput."""
    request = workbench.sending.preview(profile, draft)
    if as_json:
        return tell_object(
            {
                "method": request.method,
                "url": request.shown_url,
                "headers": [list(pair) for pair in request.headers],
                "body": request.body.decode("utf-8", "replace") or None,
            }
        )
    lines = [f"{request.method} {request.shown_url}"]
    lines += [f"{name}: {value}" for name, value in request.headers]
    body = request.body.decode("utf-8", "replace")
    return stdout.text("\n".join([*lines, "", body, ""] if body else [*lines, ""]))
