"""Which function computes which operation."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tui.providers.te.sandbox.models import (
    distribution,
    event,
    funnel,
    interval,
    path,
    retention,
    user_prop,
)
from tui.providers.te.sandbox.models.answers import Result
from tui.providers.te.sandbox.models.query import Query

MODELS: Mapping[str, Callable[[Query], Result]] = {
    "event-analyze": event.analyze,
    "event-user-list": event.users,
    "retention-analyze": retention.analyze,
    "retention-user-list": retention.users,
    "funnel-analyze": funnel.analyze,
    "funnel-user-list": funnel.users,
    "distribution-analyze": distribution.analyze,
    "distribution-user-list": distribution.users,
    "path-analyze": path.analyze,
    "path-user-list": path.users,
    "interval-analyze": interval.analyze,
    "interval-user-list": interval.users,
    "user-prop-analyze": user_prop.analyze,
    "user-prop-user-list": user_prop.users,
}
