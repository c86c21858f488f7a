"""What is demanded of the safety of the product, one line each, and the tests that prove it.

S: secrets. K: keyring. T: terminal. H: HTTP. F: files. Each test that is named here exists; renaming or
dropping one fails this file.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]

REQUIREMENTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "S1": (
        "The secret is in no file, stream, picture, export, log or argument, in six spellings",
        (
            "journeys/test_canary_commands.py::test_no_command_writes_the_secret_anywhere",
            "journeys/test_canary_commands.py::test_every_command_has_a_run",
            "journeys/test_canary.py::test_an_echoed_secret_is_nowhere_afterwards",
            "journeys/test_canary.py::test_no_process_carries_the_secret_in_its_arguments",
            "journeys/test_canary_artefacts.py::test_no_error_of_the_python_verbs_carries_the_secret",
            "journeys/test_canary_artefacts.py::test_a_chart_of_an_echo_is_drawn_without_it",
            "journeys/test_canary_artefacts.py::test_a_child_process_gets_no_variable_that_holds_a_secret",
            "cli/test_mcp.py::test_the_key_never_passes_through_and_every_query_is_in_the_history",
        ),
    ),
    "S2": (
        "A crash prints no value",
        (
            "ui/test_crash.py::test_no_secret_is_printed_wherever_it_fails",
            "journeys/test_canary.py::test_a_fault_of_our_own_prints_no_value",
            "journeys/test_canary_artefacts.py::test_a_process_that_dies_of_a_signal_leaves_no_secret",
        ),
    ),
    "S3": (
        "No view of a secret shows it",
        (
            "core/test_secret.py::test_no_view_of_a_secret_shows_its_value",
            "core/test_secret.py::test_carrying_a_secret_away_is_refused",
        ),
    ),
    "S4": (
        "What is typed into a secret field stays in it",
        (
            "ui/test_secret_input.py::test_no_message_screen_picture_or_clipboard_holds_it",
            "ui/test_secret_input.py::test_leaving_the_dialog_forgets_what_was_typed",
        ),
    ),
    "S5": (
        "The secret goes to the profile's server alone; a proxy is named first",
        (
            "transport/test_secrets.py::test_no_other_server_sees_the_secret",
            "transport/test_secrets.py::test_a_signed_address_for_another_server_never_leaves",
            "vault/test_authorizer.py::test_another_server_never_gets_it",
            "journeys/test_canary.py::test_a_redirect_is_not_followed_and_carries_nothing",
            "journeys/test_proxies.py::test_the_command_line_names_a_proxy_before_the_key_goes_through",
            "journeys/test_proxies.py::test_the_screen_asks_before_the_key_goes_through",
            "hostile/test_marks.py::test_every_screen_bears_the_marks",
            "hostile/test_network.py::test_commands_and_screen_call_nobody_but_the_profiles_host",
        ),
    ),
    "S6": (
        "No log and no failure carries it, at any level",
        (
            "transport/test_secrets.py::test_the_libraries_never_log_even_at_debug",
            "transport/test_secrets.py::test_no_failure_carries_the_secret",
            "transport/test_secrets.py::test_an_echo_split_across_chunks_is_masked",
        ),
    ),
    "S7": (
        "With a profile its secret goes",
        (
            "workbench/test_profiles.py::test_deleting_removes_the_secret_first_and_keeps_the_profile_when_it_cannot",
            "workbench/test_profiles.py::test_a_replaced_secret_is_removed_from_its_old_place",
            "vault/test_stores.py::test_deleted_is_gone",
        ),
    ),
    "S8": (
        "Files are closed to others; no core file; no variable that makes a library write",
        (
            "journeys/test_canary.py::test_files_and_folders_are_closed_to_others",
            "journeys/test_canary.py::test_variables_that_write_what_is_typed_are_gone_before_any_library",
            "journeys/test_canary_artefacts.py::test_a_process_that_dies_of_a_signal_leaves_no_secret",
        ),
    ),
    "K1": (
        "Every state of a keyring is one sentence, in time",
        (
            *(
                f"vault/test_keyring_states.py::test_{state}"
                for state in (
                    "no_bus",
                    "a_dead_socket",
                    "a_bus_without_the_service",
                    "no_keyring_yet",
                    "locked",
                    "a_window_nobody_answers",
                    "frozen",
                    "a_frozen_daemon_keeps_nobody_beyond_the_limit",
                    "a_daemon_that_dies_and_comes_back_is_asked_once_more",
                )
            ),
            "ui/test_profiles.py::test_a_locked_keyring_is_told_and_nothing_is_claimed",
        ),
    ),
    "K2": (
        "Only known back ends; nothing is ever kept in clear",
        (
            "vault/test_keyring_states.py::test_a_backend_that_is_not_known_is_refused_unloaded",
            "vault/test_keyring_states.py::test_keyrings_own_file_is_not_obeyed_either",
            "vault/test_keyring_states.py::test_the_secret_lies_nowhere_in_clear",
            "journeys/test_terminal.py::test_a_secret_typed_at_the_prompt_is_never_shown",
        ),
    ),
    "K3": (
        "Nothing is left open",
        ("vault/test_keyring_states.py::test_no_descriptor_or_process_is_left",),
    ),
    "K4": (
        "Names in the keyring tell nothing",
        ("vault/test_keyring_states.py::test_names_in_the_keyring_tell_nothing",),
    ),
    "K5": (
        "A command that brings a secret is bounded",
        (
            "vault/test_stores.py::test_a_command_that_hangs_is_killed_with_its_children",
            "vault/test_stores.py::test_a_child_in_the_background_does_not_hold_it_up",
            "vault/test_stores.py::test_it_has_neither_input_nor_terminal",
            "vault/test_stores.py::test_a_flood_is_cut_off",
            "vault/test_stores.py::test_no_shell_reads_the_arguments",
        ),
    ),
    "T1": (
        "Hostile text acts nowhere",
        (
            "hostile/test_screens.py::test_poisoned_answers_on_every_side_of_inspect",
            "hostile/test_screens.py::test_hostile_profiles_schema_and_drafts_on_the_other_screens",
            "hostile/test_dialogs.py::test_every_dialog_shows_the_corpus",
            "hostile/test_dialogs.py::test_every_dialog_of_the_code_is_tried",
            "hostile/test_dialogs.py::test_every_widget_of_the_code_is_shown_by_one_of_the_stories",
            "hostile/test_terminal.py::test_what_a_server_sends_does_not_act_at_the_terminal",
            "hostile/test_terminal.py::test_a_hostile_profile_and_word_do_not_act_at_the_terminal",
        ),
    ),
    "T2": (
        "The last line alone stops every control character",
        ("ui/test_hostile_text.py::test_the_last_line_alone_stops_every_control_character",),
    ),
    "T3": (
        "What is copied and exported stays exact",
        (
            "ui/inspect/test_screen.py::test_cell_row_and_column_are_copied_exactly",
            "ui/inspect/test_exporting.py::test_formulas_get_an_apostrophe_and_that_is_told_unless_the_file_is_exact",
        ),
    ),
    "T4": (
        "A value of any length is shown in parts",
        (
            "ui/inspect/test_record_view.py::test_a_huge_value_is_cut_and_says_so",
            "ui/inspect/test_raw_view.py::test_a_terabyte_is_walked_from_end_to_end",
        ),
    ),
    "T5": ("Nothing banned is used", ("architecture/test_bans.py::test_nothing_banned_is_used",)),
    "H1": (
        "Every hostile answer ends in time, in memory and in words; escape ends each",
        (
            "hostile/test_answers.py::test_every_answer_ends_in_words_in_time_and_in_memory",
            "hostile/test_answers.py::test_a_plain_body_without_an_end_is_stopped_at_the_stated_size",
            "transport/test_faults.py::test_a_fault_is_one_sentence_with_a_code",
            "transport/test_faults.py::test_a_gzip_bomb_is_unpacked_in_steps_and_stopped",
            "transport/test_cancel.py::test_while_the_body_is_pouring_in",
            "transport/test_cancel.py::test_the_deadline_holds_even_when_the_resolver_hangs",
        ),
    ),
    "H2": (
        "A cut answer is never shown as whole",
        ("hostile/test_answers.py::test_every_answer_ends_in_words_in_time_and_in_memory",),
    ),
    "H3": (
        "Numbers keep every digit",
        (
            "core/test_exact_json.py::test_a_number_keeps_every_character",
            "core/test_exact_json.py::test_written_and_read_again_it_is_the_same",
        ),
    ),
    "H4": (
        "A bad address is refused before anything is sent",
        ("transport/test_faults.py::test_a_bad_address_is_refused_before_anything_is_sent",),
    ),
    "F1": (
        "A killed writer damages and loses nothing",
        (
            "storage/test_kills.py::test_a_hundred_kills_damage_and_lose_nothing",
            "hostile/test_kept_whole.py::test_thirty_kills_damage_and_lose_nothing",
            "storage/test_atomic.py::test_strays_of_killed_writers_are_cleared_and_nothing_else",
        ),
    ),
    "F2": (
        "A full disk, a closed folder and a hostile file are told, and change nothing",
        (
            "hostile/test_kept_whole.py::test_a_full_disk_is_said_and_keeps_what_was_there",
            "hostile/test_kept_whole.py::test_a_closed_folder_is_said_and_keeps_what_was_there",
            "hostile/test_files.py::test_hostile_content",
            "hostile/test_files.py::test_what_is_no_plain_file",
        ),
    ),
    "F3": (
        "Writers at once lose nothing of each other",
        (
            "storage/test_profiles.py::test_four_writers_lose_nothing_of_each_other",
            "vault/test_file_store.py::test_two_that_make_the_file_at_once_do_not_overwrite_each_other",
        ),
    ),
    "F4": (
        "No name leads out of a folder",
        ("hostile/test_files.py::test_no_name_leads_out_of_the_folder_of_saved_queries",),
    ),
    "F5": (
        "Exported formulas are marked, numbers are kept",
        (
            "ui/inspect/test_exporting.py::test_formulas_get_an_apostrophe_and_that_is_told_unless_the_file_is_exact",
        ),
    ),
}


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_each_requirement_has_its_tests(name: str) -> None:
    sentence, tests = REQUIREMENTS[name]
    assert sentence
    assert tests
    for test in tests:
        path, _, function = test.partition("::")
        source = (TESTS / path).read_text("utf-8")
        assert re.search(rf"^ *(async )?def {function}\(", source, re.MULTILINE), test


def test_no_requirement_is_left_out() -> None:
    wanted = {"S": 8, "K": 5, "T": 5, "H": 4, "F": 5}
    assert set(REQUIREMENTS) == {f"{kind}{n}" for kind, most in wanted.items() for n in range(1, most + 1)}
