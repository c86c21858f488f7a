"""Languages: which one is chosen, sentences exchanged at presentation, lines broken by cells."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.codes import own_errors, translator
from tui.core.explaining import Findings, plain_explanation
from tui.core.knowledge import Fix, Standing, unknown_page
from tui.core.language import Language, chosen_language, language_of
from tui.core.phrases import HOLE, Phrases
from tui.core.translating import parse_texts
from tui.core.wording import Wording
from tui.core.wrapping import cells, wrapped

JA = translator(Language.JAPANESE)


@pytest.mark.parametrize(
    ("setting", "environ", "wanted"),
    [
        (None, {}, "en"),
        (None, {"LANG": "ja_JP.UTF-8"}, "ja"),
        (None, {"LANG": "ja_JP.UTF-8", "LC_ALL": "C"}, "en"),
        (None, {"LANG": "en_US", "LC_MESSAGES": "zh_CN.UTF-8"}, "zh"),
        (None, {"LC_ALL": "", "LANG": "zh_TW"}, "zh"),
        (None, {"LANG": "jam_JM"}, "en"),
        ("zh", {"LANG": "ja_JP"}, "zh"),
        ("en", {"LANG": "ja_JP"}, "en"),
        ("fr", {"LANG": "ja_JP"}, "ja"),
        (7, {"LANG": "ja_JP"}, "ja"),
    ],
)
def test_the_setting_goes_before_the_locale(setting: object, environ: dict[str, str], wanted: str) -> None:
    assert chosen_language(setting, environ) == wanted


def test_a_language_is_known_by_its_name_in_several_forms() -> None:
    assert [language_of(name) for name in ("JA", "zh-Hans-CN", "en.UTF-8", "", "de")] == [
        Language.JAPANESE,
        Language.CHINESE,
        Language.ENGLISH,
        None,
        None,
    ]
    assert Language.CHINESE.own_name == "简体中文"


def test_templates_give_their_values_in_the_order_of_the_translation() -> None:
    phrases = Phrases({"{} is {}.": "{1}＝{0}。", "Port {} is a port.": "ポート {}。", "total": "全体"})
    assert phrases.exchanged("Port 80 is a port.") == "ポート 80。"
    assert phrases.exchanged("x is {b}.") == "{b}＝x。"
    assert phrases.exchanged("total is 3 s.") == "3 s＝全体。"
    assert phrases.exchanged("Something else") is None
    assert phrases.exchanged("Such a thing is the end of it.") is None


def test_a_value_in_a_sentence_of_the_interface_stays_as_it_came() -> None:
    phrases = Phrases(
        {
            "Send": "送信",
            "The request": "リクエスト",
            "There is no column “{}”.": "列「{}」はありません。",
            "{} cannot be used: check {}.": "{0:own}は使えません。{1} を確認してください。",
        },
        inner=False,
    )
    assert phrases.exchanged("There is no column “Send”.") == "列「Send」はありません。"
    assert phrases.exchanged("There is no column “the end of it”.") == "列「the end of it」はありません。"
    assert phrases.exchanged("The request cannot be used: check Send.") == (
        "リクエストは使えません。Send を確認してください。"
    )
    assert phrases.exchanged("My {} thing cannot be used: check {0}.") == (
        "My {} thingは使えません。{0} を確認してください。"
    )
    assert phrases.exchanged("{} cannot be used: check {}.") == "{}は使えません。{} を確認してください。"


@given(
    st.lists(st.sampled_from(["", "x", " ", "xy", ": "]), min_size=2, max_size=5),
    st.text(alphabet="xy: \n", max_size=24),
)
def test_values_are_found_as_a_pattern_finds_them(parts: list[str], sentence: str) -> None:
    phrases = Phrases({HOLE.join(parts): "|".join([HOLE] * (len(parts) - 1))}, inner=False)
    match = re.fullmatch("(.*?)".join(map(re.escape, parts)), sentence, re.DOTALL)
    assert phrases.exchanged(sentence) == ("|".join(match.groups()) if match else None)


def test_a_short_template_takes_no_sentence_apart() -> None:
    pairs = {"{} and {}": "{} と {}", "must be {}": "{:own}にしてください", "true or false": "真か偽"}
    phrases = Phrases(pairs, inner=False)
    assert phrases.exchanged("is required and empty") is None
    assert phrases.exchanged("-1005 and 502") == "-1005 と 502"
    assert phrases.exchanged("must be true or false") == "真か偽にしてください"
    assert phrases.exchanged("must be something of yours") is None


def test_a_value_of_our_own_words_may_stand_among_the_fixed_words() -> None:
    pairs = {"The variable {} {}.": "変数 {}：{:own}。"}
    phrases = Phrases(pairs, inner=False, words={"is not set": "未設定", "Send": "送信"})
    assert phrases.exchanged("The variable Send is not set.") == "変数 Send：未設定。"
    assert phrases.exchanged("Send") is None


def test_a_sentence_beginning_with_a_value_is_found_by_no_first_word() -> None:
    phrases = Phrases({"No {}.": "1", "Not{}.": "2", "{} No.": "3"}, inner=False)
    found = [phrases.exchanged(text) for text in ("No one.", "Nothing.", "No No.", "No", "")]
    assert found == ["1", "2", "1", None, None]


def test_one_word_may_be_anybodys_and_is_no_sentence() -> None:
    wording = Wording(
        Language.JAPANESE,
        {"Send": "送信", "is required and empty": "必須です"},
        lambda: Phrases({"sent": "送信済み"}, inner=False),
    )
    assert wording.sentence("Send") == "Send"
    assert wording.sentence("is required and empty") == "必須です"
    assert wording.sentence("sent") == "送信済み"
    assert wording.sentence("body.sql: is required and empty") == "body.sql: 必須です"
    assert wording.sentence("two words: is required and empty") == "two words: is required and empty"
    assert Wording().sentence("is required and empty") == "is required and empty"


def test_rules_work_in_english_and_only_the_shown_texts_change() -> None:
    page = own_errors().page("dns-failed")
    findings = Findings()
    findings.likely(page.causes[1], "a sentence that nobody has translated", fix=Fix("x", "body", "a", 1))
    findings.exclude(page.causes[0])
    explanation = plain_explanation(page, causes=findings.causes)
    told = JA.told(explanation)
    texts = JA.page(page)
    assert not told.whole
    assert [cause.text for cause in told.explanation.causes] == [texts.causes[1], texts.causes[2]]
    assert told.explanation.causes[0].standing is Standing.LIKELY
    assert told.explanation.causes[0].evidence == ("a sentence that nobody has translated",)
    assert told.explanation.headline == texts.title
    assert told.explanation.remedies == texts.remedies
    assert told.explanation.page.who is page.who
    assert JA.told(plain_explanation(page)).whole


def test_english_is_what_the_rules_say_and_an_unknown_code_is_told_in_every_language() -> None:
    english, page = translator(Language.ENGLISH), own_errors().page("dns-failed")
    explanation = plain_explanation(page)
    assert english.page(page) is page
    assert english.told(explanation).explanation is explanation
    unknown = unknown_page("te", "-7")
    assert JA.page(unknown).title != unknown.title
    assert english.say("unknown", "title") == unknown.title
    assert (english.say("unknown", "read"), english.say("unknown", "ask")) == unknown.remedies


def test_texts_of_the_wrong_form_are_named() -> None:
    with pytest.raises(ValueError, match="x/1: missing \\['meaning', 'causes'"):
        parse_texts("x", '["1"]\ntitle = "a"')


WORDS = st.text(alphabet="aZ09-_./日本語です中文テスト。、（）「」 ", max_size=120)


@settings(max_examples=150)
@given(WORDS, st.integers(8, 40))
def test_wrapping_loses_nothing_and_tears_no_word(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    for line in lines:
        # Only what must stay together reaches beyond the width.
        assert cells(line) <= width or " " not in line.strip()
    for word in re.findall(r"[aZ0-9_./-]+", text):
        assert any(word in line for line in lines)
    assert all(cells(line) <= width for line in wrapped(text, width, fold=True))


def test_marks_stay_where_they_belong() -> None:
    assert wrapped("日本語です。中文", 10) == ["日本語で", "す。中文"]
    assert wrapped("あ「いう」え", 4) == ["あ", "「い", "う」", "え"]
    assert wrapped("値は timeoutSeconds です", 16) == ["値は", "timeoutSeconds", "です"]
    assert wrapped("プロファイルを", 8, fold=True)[0] == "プロファ"
