"""Two peers installed for a comparison: each in an environment of its own, never beside the product."""

from __future__ import annotations

import subprocess
import venv
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Peer:
    name: str
    program: str
    packages: tuple[str, ...]


HARLEQUIN = Peer("Harlequin", "harlequin", ("harlequin",))
POSTING = Peer("Posting", "posting", ("posting", "tree-sitter<0.26"))
"""With the parser of 0.26.1 it crashes at its start."""


class NotInstalled(Exception):
    """The text says why, in a line."""


def installed(peer: Peer, folder: Path) -> Path:
    """Its program, below `folder`; one that is there already is taken. Raises NotInstalled."""
    place = folder / peer.program
    program = place / "bin" / peer.program
    if program.is_file():
        return program
    try:
        venv.create(place, with_pip=True)
        command = [str(place / "bin" / "python"), "-m", "pip", "install", "-q", *peer.packages]
        subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    except subprocess.CalledProcessError as error:
        said = (str(error.stderr or "").strip().splitlines() or ["no word of pip"])[-1]
        raise NotInstalled(said) from None
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotInstalled(type(error).__name__) from None
    return program


def version(program: Path, peer: Peer) -> str:
    """`2.17.0`; empty when pip does not say."""
    command = [str(program.with_name("python")), "-m", "pip", "show", peer.packages[0]]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return next((x.split()[1] for x in done.stdout.splitlines() if x.startswith("Version:")), "")
