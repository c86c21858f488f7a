"""A look at everything this program stands on: folders, files, stores of secrets, and one profile's way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from tui.core.cancel import CancelToken
from tui.core.diagnosing import Finding, Place, Standing
from tui.core.display import human_bytes, human_seconds
from tui.core.envelope import Tone
from tui.core.exchange import Exchange
from tui.core.failures import AssayError
from tui.core.profile import Profile
from tui.core.vault_ports import SecretState
from tui.workbench.housekeeping import Housekeeping
from tui.workbench.profiles import Profiles
from tui.workbench.sending.outcomes import OnProgress
from tui.workbench.sending.retrying import Retrying

LITTLE = 512 * 1024 * 1024
"""Free bytes below which a large answer may not fit."""


class Diagnosing:
    """Nothing is changed, and nothing is sent but by `online`. Verbs block: call them from a worker."""

    def __init__(
        self,
        places: Callable[[], Sequence[Place]],
        settings_file: str,
        profiles: Profiles,
        retrying: Retrying,
        housekeeping: Housekeeping,
    ) -> None:
        self._places = places
        self._settings_file = settings_file
        self._profiles = profiles
        self._retrying = retrying
        self._housekeeping = housekeeping

    def settings_file(self) -> str:
        return self._settings_file

    def folders(self) -> Iterator[Finding]:
        for place in self._places():
            yield Finding("folders", place.name, *_of_place(place))

    def files(self) -> Iterator[Finding]:
        """What is wrong with the files of this program; one good finding where nothing is."""
        troubles = [*self._profiles.problems(), *self._housekeeping.problems()]
        for trouble in troubles:
            said = " ".join([trouble.message, *trouble.evidence])
            remedy = trouble.next_step or f"assay explain assay/{trouble.code}"
            yield Finding("files", trouble.code, Standing.PROBLEM, said, remedy)
        if not troubles:
            count = len(self._profiles.stored())
            yield Finding("files", "profiles", Standing.OK, f"{count} of your own can be read")

    def stores(self) -> Iterator[Finding]:
        """Where secrets can be kept. A store that does not work is a problem only for profiles in it."""
        used = {p.secret.store for p in self._profiles.stored() if p.secret is not None}
        for health in self._profiles.stores():
            bad = Standing.PROBLEM if health.store in used else Standing.NOTE
            standing = Standing.OK if health.usable else bad
            yield Finding("secrets", health.store, standing, health.detail or health.title, health.remedy)

    def online(
        self, profile: Profile, cancel: CancelToken | None = None, on_progress: OnProgress | None = None
    ) -> Iterator[Finding]:
        """The profile's fields, its secret, and one harmless read where its API has one."""
        problems = [] if profile.built_in else self._profiles.check(profile)
        for problem in problems:
            remedy = f"assay profile edit '{profile.name}' --set {problem.field}=…"
            yield Finding("online", "fields", Standing.PROBLEM, str(problem), remedy)
        status = self._profiles.secret_status(profile)
        stored = status.state is SecretState.STORED
        said = f"{status.state.value} in {status.where}" if status.where else status.state.value
        yield Finding(
            "online",
            "secret",
            Standing.OK if stored else Standing.PROBLEM,
            f"{said}. {status.detail}" if status.detail else said,
            "" if stored else status.remedy or f"assay profile rotate '{profile.name}'",
        )
        if problems or not stored:
            return
        draft = self._profiles.provider(profile.kind).probe(profile)
        if draft is None:
            yield Finding("online", "call", Standing.NOTE, "this API has no harmless call; nothing was sent")
            return
        try:
            yield _of_exchange(self._retrying.send(profile, draft, cancel=cancel, on_progress=on_progress))
        except AssayError as error:
            remedy = error.next_step or f"assay explain assay/{error.code}"
            yield Finding("online", "call", Standing.PROBLEM, error.message, remedy)


def _of_place(place: Place) -> tuple[Standing, str, str]:
    if place.detail or not place.writable:
        why = place.detail or "it cannot be written"
        remedy = "Free the path or change its rights, or set ASSAY_HOME to a folder of your own."
        return Standing.PROBLEM, f"{place.path}: {why}", remedy
    room = f"{human_bytes(place.free)} free"
    if not place.exists:
        return Standing.OK, f"{place.path}, made at the first need, {room}", ""
    facts = f"{place.path}, mode {place.mode:04o}, {room}"
    if not place.own:
        return Standing.PROBLEM, f"{facts}; it belongs to another user", f"chown it: {place.path}"
    if place.mode & 0o077:
        return Standing.PROBLEM, f"{facts}; others may look into it", f"chmod 700 '{place.path}'"
    if place.free < LITTLE:
        remedy = "Free some room, or forget old answers with: assay history clear"
        return Standing.PROBLEM, f"{facts}; a large answer may not fit", remedy
    return Standing.OK, facts, ""


def _of_exchange(exchange: Exchange) -> Finding:
    took = human_seconds(exchange.timing.total)
    envelope, failure = exchange.envelope, exchange.failure
    if failure is not None:
        remedy = failure.next_step or f"assay explain assay/{failure.code}"
        return Finding("online", "call", Standing.PROBLEM, f"{failure.message} ({failure.code})", remedy)
    if envelope is not None and envelope.tone is Tone.GOOD:
        return Finding("online", "call", Standing.OK, f"{exchange.operation} answered in {took}")
    code = envelope.code if envelope is not None else None
    words = envelope.message if envelope is not None else ""
    detail = f"{exchange.operation} answered in {took}: {code or 'no code'} {words}".strip()
    remedy = f"assay explain {exchange.provider}/{code}" if code else f"assay history show {exchange.id}"
    return Finding("online", "call", Standing.PROBLEM, detail, remedy)
