"""The words and signs of the shorthand, in English and Chinese."""

from __future__ import annotations

import re
from collections.abc import Mapping

ANSWER, FEEDBACK, POINTS, TAGS, DIFFICULTY = "answer", "feedback", "points", "tags", "difficulty"
CATEGORY, TITLE, ID, TYPE, IF_TRUE, IF_FALSE = "category", "title", "id", "type", "if true", "if false"

KEYS: Mapping[str, str] = {
    word: key
    for key, words in {
        ANSWER: "answer|answers|correct answer|correct answers|right answer|ans|答案|正确答案|参考答案|标准答案",
        FEEDBACK: "feedback|explanation|解析|答案解析|试题解析|解释|反馈",
        POINTS: "points|point|marks|score|分值|分数",
        TAGS: "tags|tag|标签",
        DIFFICULTY: "difficulty|难度",
        CATEGORY: "category|topic|分类|类别|知识点",
        TITLE: "title|标题",
        ID: "id|编号",
        TYPE: "type|题型",
        IF_TRUE: "if true|选正确|选对",
        IF_FALSE: "if false|选错误|选错",
    }.items()
    for word in words.split("|")
}
TYPES: Mapping[str, str] = {
    word: kind
    for kind, words in {
        "single-choice": "single|single choice|single-choice|单选|单选题|单项选择题",
        "multiple-response": "multiple|multiple choice|multiple response|multiple-response|多选|多选题|多项选择题|不定项选择题",
        "true-false": "true or false|true/false|true-false|判断|判断题",
        "short-text": "short text|short answer|short-text|填空|填空题|简短回答",
        "numeric": "number|numeric|numerical|数值|数值题|计算题",
        "matching": "matching|match|匹配|匹配题|连线题",
        "ordering": "ordering|order|排序|排序题",
        "gap-fill": "gap fill|gap-fill|gaps|cloze|完形填空|选词填空",
        "essay": "essay|open question|论述|论述题|问答题|简答题",
        "description": "description|text|说明文字|材料",
    }.items()
    for word in words.split("|")
}
EASY_TO_HARD: Mapping[str, str] = {
    word: level
    for level, words in {
        "easy": "easy|易|简单|容易",
        "medium": "medium|中|中等|一般",
        "hard": "hard|difficult|难|困难",
    }.items()
    for word in words.split("|")
}
TRUE = frozenset({"true", "t", "right", "correct", "正确", "对", "是", "√", "✓", "✔"})
FALSE = frozenset({"false", "f", "wrong", "incorrect", "错误", "错", "不正确", "否", "×", "✗", "✘"})
ESSAY = frozenset({"essay", "open question", "论述题", "问答题", "简答题"})

_HIDDEN = 0xF0000
"""Signs after a backslash stand here, in private use, while a line is read: they mean themselves."""
_ESCAPED = re.compile(r"\\([^\w\s]|_)")
_PRIVATE = re.compile("[\U000f0000-\U000fffff]")


def hidden(text: str) -> str:
    """The text with every sign that follows a backslash put where no rule finds it."""
    return _ESCAPED.sub(lambda found: chr(_HIDDEN + ord(found[1])), _PRIVATE.sub("\ufffd", text))


def shown(text: str) -> str:
    """The way back of :func:`hidden`, without the backslashes."""
    return "".join(chr(ord(sign) - _HIDDEN) if 0 <= ord(sign) - _HIDDEN < 0xFFFF else sign for sign in text)
