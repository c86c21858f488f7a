"""The routes that read and write the sandbox's memory, gathered."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tui.core.sandboxing import SandboxAnswer, SandboxServices
from tui.providers.te.sandbox.cohorts import Cohorts
from tui.providers.te.sandbox.metadata import Metadata
from tui.providers.te.sandbox.metadata_changes import MetadataChanges
from tui.providers.te.sandbox.models.routes import ModelRoutes
from tui.providers.te.sandbox.objects import ProjectObjects
from tui.providers.te.sandbox.parameters import Call
from tui.providers.te.sandbox.projects import company_plays
from tui.providers.te.sandbox.reports import Reports
from tui.providers.te.sandbox.uploads import Uploads
from tui.providers.te.sandbox.user_search import UserSearch


def stateful_plays(
    services: SandboxServices, objects: ProjectObjects, models: ModelRoutes
) -> Mapping[str, Callable[[Call], SandboxAnswer]]:
    """How each of these routes is played, by operation id."""
    metadata = Metadata(services, objects)
    parts = (
        metadata,
        MetadataChanges(metadata, objects),
        Cohorts(services, objects),
        Uploads(objects),
        Reports(services, objects, metadata, models),
        UserSearch(services, metadata),
    )
    plays = {name: play for part in parts for name, play in part.plays().items()}
    return {**company_plays(services, objects), **plays}
