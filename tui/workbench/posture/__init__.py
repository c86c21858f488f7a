"""Posture check: does one's own endpoint refuse what it should, measured against the vendor's verdicts?"""

from __future__ import annotations

from tui.workbench.posture.check import PostureCheck, PostureRow
from tui.workbench.posture.endpoint import Did, Endpoint, EndpointWish, Judge, endpoint_of, statuses
from tui.workbench.posture.feeds import RiskyFeed, other_path_feed
from tui.workbench.posture.sample import Policy, SampleEndpoint
from tui.workbench.posture.told import told_posture

__all__ = [
    "Did",
    "Endpoint",
    "EndpointWish",
    "Judge",
    "Policy",
    "PostureCheck",
    "PostureRow",
    "RiskyFeed",
    "SampleEndpoint",
    "endpoint_of",
    "other_path_feed",
    "statuses",
    "told_posture",
]
