"""What an option is where it is not given: a variable of the environment, then the settings file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click
from click.core import ParameterSource

from tui.cli.setting_values import value_of

SETTINGS = {
    "profile": "cli.profile",
    "format_name": "cli.format",
    "timeout_seconds": "cli.timeout_seconds",
    "run_as": "cli.run",
    "lang": "language",
    "port": "sandbox.port",
    "rows": "mcp.rows",
    "queries": "mcp.queries",
    "seconds": "mcp.seconds",
}
"""The setting behind an option, by the option's name in the code."""

VARIABLES = {
    "profile": "ASSAY_PROFILE",
    "format_name": "ASSAY_FORMAT",
    "timeout_seconds": "ASSAY_TIMEOUT_SECONDS",
    "run_as": "ASSAY_RUN",
    "lang": "ASSAY_LANGUAGE",
    "port": "ASSAY_SANDBOX_PORT",
    "rows": "ASSAY_MCP_ROWS",
    "queries": "ASSAY_MCP_QUERIES",
    "seconds": "ASSAY_MCP_SECONDS",
}
"""The variable before the setting."""


class Twin(click.Option):
    """An option with a variable and a setting, which its help names after `help`, and then `at_last`."""

    def __init__(self, words: list[str], *, at_last: object = "", **rest: Any) -> None:
        super().__init__(words, **rest)
        assert self.name is not None
        self.setting = SETTINGS[self.name]
        self.envvar = VARIABLES[self.name]
        said = (self.help or "").rstrip()
        end = f", else {at_last}" if at_last != "" else ""
        self.help = f"{said} Else ${self.envvar}, else the setting {self.setting}{end}."

    def consume_value(self, ctx: click.Context, opts: Mapping[str, Any]) -> tuple[Any, ParameterSource]:
        value, source = super().consume_value(ctx, opts)
        if source is ParameterSource.DEFAULT:
            kept = _kept(ctx, self.setting)
            if kept is not None:
                return kept, ParameterSource.DEFAULT_MAP
        return value, source

    def process_value(self, ctx: click.Context, value: Any) -> Any:
        try:
            return super().process_value(ctx, value)
        except click.BadParameter as error:
            # Who typed no option is told where the value stands instead.
            source = ctx.get_parameter_source(self.name or "")
            if source is ParameterSource.ENVIRONMENT:
                error.param_hint = f"${self.envvar}"
            elif source is ParameterSource.DEFAULT_MAP:
                error.param_hint = f"the setting {self.setting}"
            raise


def _kept(ctx: click.Context, key: str) -> Any:
    """The settings are read at the first option that has one."""
    from tui.cli.commands import Cast

    cast = ctx.find_object(Cast)
    value = value_of(cast.settings, key) if cast is not None else None
    return None if isinstance(value, Mapping | list) else value
