"""Colours. Three themes of our own; every colour has a symbol and a word beside it somewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.theme import Theme

from tui.core.envelope import Tone

if TYPE_CHECKING:
    from textual.filter import LineFilter

DEFAULT_THEME = "assay-dark"

TONE_CLASSES = {tone: f"-{tone.value}" for tone in Tone}
ENVIRONMENT_CLASSES = {word: f"-env-{word.lower()}" for word in ("SANDBOX", "DEV", "TEST", "STAGING", "PROD")}
"""By the value of an Environment, which is a str: core.profile is not part of the first picture."""

ENVIRONMENT_VARIABLES = {
    "env-sandbox": "#7261bd",
    "env-dev": "#3d7a54",
    "env-test": "#3b74a6",
    "env-staging": "#96690f",
    "env-prod": "#c93f35",
    "env-text": "#ffffff",
    "uncertain": "#c58fd8",
}
"""Defaults for themes that are not ours, so that any theme can be chosen."""

ASSAY_DARK = Theme(
    name="assay-dark",
    dark=True,
    primary="#7fb4ea",
    secondary="#5f7f9f",
    accent="#7fb4ea",
    foreground="#d6dbe2",
    background="#15181d",
    surface="#1a1e24",
    panel="#252b33",
    success="#86c28b",
    warning="#e2b55a",
    error="#ec7d76",
    variables={
        "text-muted": "auto 66%",
        "text-disabled": "auto 56%",
        "border": "#3b4552",
        "border-blurred": "#3b4552",
        "footer-background": "#1a1e24",
        "footer-key-foreground": "#7fb4ea",
        "footer-description-foreground": "#a5aeb9",
        "block-cursor-background": "#8abdf0",
        "block-cursor-foreground": "#05080c",
        "block-cursor-text-style": "none",
        "block-cursor-blurred-background": "#2a323c",
        "block-cursor-blurred-foreground": "#d6dbe2",
        "input-selection-background": "#7fb4ea 35%",
        "scrollbar": "#3b4552",
        "scrollbar-hover": "#55637a",
        "scrollbar-active": "#7fb4ea",
        "scrollbar-background": "#1a1e24",
        "scrollbar-corner-color": "#1a1e24",
        **ENVIRONMENT_VARIABLES,
    },
)

ASSAY_LIGHT = Theme(
    name="assay-light",
    dark=False,
    primary="#1a558f",
    secondary="#5b7894",
    accent="#1a558f",
    foreground="#22272e",
    background="#f7f6f3",
    surface="#fdfcfa",
    panel="#e9e7e2",
    success="#2f7a3b",
    warning="#8a5c00",
    error="#b3261e",
    variables={
        "text-muted": "auto 74%",
        "text-disabled": "auto 64%",
        "border": "#bdb9b0",
        "border-blurred": "#bdb9b0",
        "footer-background": "#e9e7e2",
        "footer-key-foreground": "#1a558f",
        "footer-description-foreground": "#4c535c",
        "block-cursor-background": "#174f87",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-text-style": "none",
        "block-cursor-blurred-background": "#dbe4ee",
        "block-cursor-blurred-foreground": "#22272e",
        "input-selection-background": "#1f5f9e 25%",
        "scrollbar": "#bdb9b0",
        "scrollbar-hover": "#8f98a3",
        "scrollbar-active": "#1a558f",
        "scrollbar-background": "#efedea",
        "scrollbar-corner-color": "#efedea",
        **ENVIRONMENT_VARIABLES,
        "env-sandbox": "#6a58b3",
        "env-dev": "#2f6e48",
        "env-test": "#2c6596",
        "env-staging": "#8a5c00",
        "env-prod": "#b3261e",
        "uncertain": "#7a3f92",
    },
)

ASSAY_CONTRAST = Theme(
    name="assay-contrast",
    dark=True,
    primary="#ffe14d",
    secondary="#ffffff",
    accent="#ffe14d",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#1c1c1c",
    success="#63ff7d",
    warning="#ffc53d",
    error="#ff8f88",
    text_alpha=1.0,
    variables={
        "border": "#ffffff",
        "border-blurred": "#a8a8a8",
        "footer-background": "#000000",
        "footer-key-foreground": "#ffe14d",
        "footer-description-foreground": "#ffffff",
        "block-cursor-background": "#ffe14d",
        "block-cursor-foreground": "#000000",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#4a4a4a",
        "block-cursor-blurred-foreground": "#ffffff",
        "text-muted": "#e0e0e0",
        "text-disabled": "#c4c4c4",
        "scrollbar": "#a8a8a8",
        "scrollbar-hover": "#ffffff",
        "scrollbar-active": "#ffe14d",
        "scrollbar-background": "#1c1c1c",
        "scrollbar-corner-color": "#1c1c1c",
        **ENVIRONMENT_VARIABLES,
        "env-sandbox": "#b9a8ff",
        "env-dev": "#63ff7d",
        "env-test": "#7fd0ff",
        "env-staging": "#ffc53d",
        "env-prod": "#ff8f88",
        "env-text": "#000000",
        "uncertain": "#ff9dff",
    },
)

THEMES = (ASSAY_DARK, ASSAY_LIGHT, ASSAY_CONTRAST)


def filters_for(color_system: str | None) -> list[LineFilter]:
    """What every line goes through before a terminal with these colours, by Rich's name, gets it."""
    if color_system != "standard":
        return []
    from tui.ui.sixteen import SixteenColours

    return [SixteenColours()]
