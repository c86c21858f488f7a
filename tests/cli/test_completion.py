"""Completion in the real shells."""

from __future__ import annotations

import shutil

import pytest

from tests.cli.shell import Shell

BASH = """
eval "$(assay completion bash)"
words() {
  COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
  _assay_completion assay
  local IFS='|'; echo "${COMPREPLY[*]}"
}
"""


def needs(name: str) -> None:
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed here, so its completion was NOT tried")


def test_bash_is_offered_commands_options_profiles_routes_codes_and_formats(shell: Shell) -> None:
    asked = [
        ["assay", "expl"],
        ["assay", "explain", "-100"],
        ["assay", "query", "--format", "par"],
        ["assay", "query", "-p", "sandbox"],
        ["assay", "call", "sql-que"],
        ["assay", "call", "sql-query", "--timeoutS"],
        ["assay", "config", "get", "cli.f"],
        ["assay", "profile", "rot"],
        ["assay", "--sand"],
    ]
    lines = "\n".join("words " + " ".join(f"'{word}'" for word in words) for words in asked)
    done = shell.run(BASH + lines)
    found = [line.split("|") for line in done.out.splitlines()]
    assert done.err == ""
    assert found[0] == ["explain"]
    assert "-1005" in found[1]
    assert found[2] == ["parquet"]
    assert found[3] == [r"sandbox\ te", r"sandbox\ td"]
    assert found[4] == ["sql-query"]
    assert found[5] == ["--timeoutSeconds"]
    assert found[6] == ["cli.format"]
    assert found[7] == ["rotate"]
    assert found[8] == ["--sandbox"]


def test_zsh_takes_the_script_and_describes_what_it_offers(shell: Shell) -> None:
    needs("zsh")
    script = """
autoload -U compinit && compinit -u -d "$PWD/dump"
eval "$(assay completion zsh)"
_describe() { print -l -- "${(@P)3}" }
words=(assay doc); CURRENT=2; _assay_completion
words=(assay explain -1005); CURRENT=3; _assay_completion
print -- "bound to ${_comps[assay]}"
"""
    (shell.folder / "try.zsh").write_text(script)
    done = shell.run("zsh -f try.zsh")
    assert done.code == 0, done.err
    assert "doctor:Look whether" in done.out
    assert "-1005:" in done.out
    assert done.out.endswith("bound to _assay_completion\n")


def test_fish_offers_words_with_what_they_mean(shell: Shell) -> None:
    needs("fish")
    asked = ("assay doc", "assay query -p 'sandbox t", "assay explain -10")
    lines = "".join(f'complete -C "{words}"\n' for words in asked)
    (shell.folder / "try.fish").write_text(f"assay completion fish | source\n{lines}")
    done = shell.run("fish --no-config try.fish")
    assert done.code == 0, done.err
    assert "doctor\tLook whether" in done.out
    assert "sandbox te\tte · SANDBOX" in done.out
    assert "-1005\t" in done.out
