"""Every option has a variable and a setting beside it, or a reason why it has none."""

from __future__ import annotations

import json

import click
import pytest

from tests.cli.shell import Shell
from tests.cli.tree import LEAVES, Leaf
from tui.cli.defaults import Twin
from tui.cli.known_settings import KNOWN

OTHERWISE = {
    "--var": "ASSAY_VAR_",
    "--sandbox": "ASSAY_PROFILE",
    "--fault": "ASSAY_SANDBOX_FAULT",
    "--limit": "ASSAY_SANDBOX_LIMITS",
    "--keep": "ASSAY_SANDBOX_STATE",
}
"""Options whose variable has a form of its own."""

NO_TWIN = {
    "a yes holds for one call, or it is none": "--yes --yes-prod --force --replace --allow-prod --print-keys "
    "--expose-to-network --exact --reset --clear --memory --forget --refresh --online",
    "it is the question, or what is looked for": "--sql --file --saved --set --data --example --path --sign "
    "--query --body --body-file --search --text --tag --events --properties --tables --cohorts --projects "
    "--project --answer --key --kind --route --case --failed --pick --filter --pages-are --from --to "
    "--method --covers --format --gaps --count --rate --at-once --noticed-for --prefix --limit --device "
    "--defaults --coverage --age --nonce --name --event --time --user --strict --lax --blind --lang",
    "what a script reads is its own to say": "--json --output --as --report --dry-run --check --run",
    "where a sign stands, or comes from, belongs to the request": "--sign-file --sign-cmd --sign-in "
    "--sign-to --send-query --send-body --no-slash --strip --origin --mirror --keep --accepts --refuses "
    "--accepted-text --refused-text --risky-file --port",
    "it is a field of the profile that is made": "--url --environment --read-only --private --secret-env "
    "--secret-command --secret-stdin --encrypted-file --no-secret",
    "another profile than the usual one is meant": "--profile",
    "it is short for another option": "--async",
}
BY_OPTION = {option: reason for reason, words in NO_TWIN.items() for option in words.split()}

PAIRS = [
    (leaf, option) for leaf in LEAVES.values() for option in leaf.options() if "--help" not in option.opts
]


def name_of(option: click.Option) -> str:
    return max(option.opts, key=len)


@pytest.mark.parametrize(
    ("leaf", "option"), PAIRS, ids=[f"{leaf.words} {name_of(option)}" for leaf, option in PAIRS]
)
def test_an_option_has_its_twins_or_a_reason(leaf: Leaf, option: click.Option) -> None:
    page = " ".join(leaf.page().split())
    if isinstance(option, Twin):
        known = next(one for one in KNOWN if one.key == option.setting)
        assert known.variable == option.envvar
        assert f"Else ${option.envvar}, else the setting {option.setting}" in page
        return
    assert option.envvar is None, "an option with a variable has a setting, too: use Twin"
    assert BY_OPTION.get(name_of(option)) or OTHERWISE.get(name_of(option))


def test_the_usual_options_are_twins_wherever_they_stand() -> None:
    found = {(leaf.words, option.name) for leaf, option in PAIRS if isinstance(option, Twin)}
    rows = {
        words for words, leaf in LEAVES.items() if "-o" in {w for p in leaf.command.params for w in p.opts}
    }
    assert {(words, "format_name") for words in rows} <= found
    asked = {leaf.words for leaf, option in PAIRS if "--sandbox" in option.opts}
    assert {(words, "profile") for words in asked} <= found


def test_no_reason_is_left_over() -> None:
    there = {word for leaf in LEAVES.values() for option in leaf.options() for word in option.opts}
    assert set(BY_OPTION) | set(OTHERWISE) <= there


def test_command_line_variable_setting_in_this_order_below_groups_too(shell: Shell) -> None:
    shell.run("assay query --sandbox -q 'SELECT 1 AS one'")
    shell.run("assay config set cli.format csv; assay config set cli.profile 'sandbox td'")
    (kept,) = json.loads(shell.run("assay history list --json").out)
    show = f"assay history show {kept['id']} --answer"
    assert shell.run(show).out == "one\r\n1\r\n"
    assert shell.run(show, env={"ASSAY_FORMAT": "json"}).out == '[\n{"one": 1}\n]\n'
    assert shell.run(f"{show} --format ndjson", env={"ASSAY_FORMAT": "json"}).out == '{"one": 1}\n'
    planned = shell.run("assay verify replay --path /x --dry-run")
    assert planned.code == 0, planned.err


def test_a_value_that_does_not_fit_is_told_with_its_place(shell: Shell) -> None:
    line = "assay query --sandbox -q 'SELECT 1'"
    assert "Invalid value for $ASSAY_FORMAT:" in shell.run(line, env={"ASSAY_FORMAT": "xml"}).err
    shell.run('assay config set cli.format csv && sed -i s/csv/xml/ "$(assay config path)"')
    done = shell.run(line)
    assert (done.code, done.out) == (1, "")
    assert "Invalid value for the setting cli.format:" in done.err
