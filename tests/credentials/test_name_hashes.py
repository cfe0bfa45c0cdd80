"""What is kept of an erased name tells whether a name fits, and nothing else."""

from __future__ import annotations

import pytest

from lms.credentials.rules.names import fits, hashes, normal

KEPT = hashes(("欧阳娜娜·阿卜杜热合曼", "Ouyang Nana Müller-Łukasz"))


@pytest.mark.parametrize(
    "typed",
    [
        "欧阳娜娜·阿卜杜热合曼",
        " 欧阳娜娜 阿卜杜热合曼 ",
        "Ouyang Nana Müller-Łukasz",
        "nana müller łukasz ouyang",
        "OUYANG, Nana MULLER-Łukasz",
        "Ｏｕｙａｎｇ Nana Muller Łukasz",
        "欧阳娜娜·阿卜杜热合曼 Ouyang Nana Muller Łukasz",
        "Ouyang Nana Muller Łukasz (欧阳娜娜阿卜杜热合曼)",
    ],
)
def test_the_name_fits_however_it_is_written(typed: str) -> None:
    assert fits(KEPT, typed)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "···",
        "欧阳娜娜",
        "欧阳",
        "娜娜欧阳·阿卜杜热合曼",
        "Ouyang Nana",
        "Ouyang Nana Mueller-Łukasz",
        "欧阳娜娜·阿卜杜热合曼 Liu Yang",
        "x" * 10_000,
    ],
)
def test_another_name_and_half_a_name_do_not(typed: str) -> None:
    assert not fits(KEPT, typed)


def test_the_same_name_is_hashed_with_other_salt_each_time() -> None:
    assert hashes(("Li Xue",)) != hashes(("Li Xue",))


def test_nothing_of_the_name_stands_in_what_is_kept() -> None:
    for one in KEPT:
        assert one.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
        assert "ouyang" not in one.lower()


def test_a_name_in_one_script_has_one_hash() -> None:
    assert len(hashes(("", "Li Xue"))) == 1
    assert hashes(("", "")) == []


def test_what_is_no_hash_fits_nothing() -> None:
    assert not fits(["rubbish"], "Li Xue")
    assert not fits([], "Li Xue")


def test_chinese_characters_keep_their_order_and_latin_words_do_not() -> None:
    assert normal("王 小明") == "王小明" != normal("小明王")
    assert normal("Wang Xiaoming") == normal("XIAOMING  wang")
