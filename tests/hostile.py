"""Hostile texts, a patient and a pack full of them, and the same with harmless words in their place."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from tests.conftest import ROOT
from tests.unlisted import strip_list

TINY = ROOT / "tests" / "packs" / "tiny"
PATIENT = ROOT / "tests" / "packs" / "patient.json"
PLAIN = "word"

HOSTILE: Mapping[str, str] = {
    "tags": "<script>alert(1)</script><img src=x onerror=alert(2)><style>*{display:none}</style><a href='javascript:x'>a</a>",
    "ends": "</p></title></style></svg></script>--> ]]> <!-- <![CDATA[ </td></table></details>",
    "entities": "&lt;b&gt; &#60;b&#62; &#x3c; &quot; &amp;lt; #lt; #60;",
    "quotes": "\" onfocus=alert(1) autofocus=\" ' onclick='x ` ``` \\ \\\" '; \u201cquoted\u201d",
    "bidi": "\u202edesrever\u202c \u2066isolated\u2069 \u200fmark\u200e \u061cletter \u2067\u2068unclosed",
    "invisible": "a\u200bb\ufeffc\u00add\u2060e\U000e0041\U000e0042f\u180eg",
    "scripts": "שלום مرحبا 語言 ไทย é e\u0301 ﷽",
    "emoji": "👩‍⚕️ 🏳️‍🌈 👍🏽 🇺🇳 ☠️",
    "terminal": "\x1b[2J\x1b[31mred\x1b]0;title\x07 \x9b31m \x9d0;t\x9c \x08\x7f \x00 \x0e [bold]markup[/bold] [link=x]y[/link]",
    "lines": "one\nINFUSION CANDIDATES\r\nForged: candidate\r\u2028# forged\u2029\x0b\x0c\x85\t- item\n\n    code\n",
    "markdown": "# h *b* _i_ **s** ~~d~~ `c` [a](javascript:alert(1)) ![i](x) <https://example.org> www.example.org "
    "| a | b | [^1] [x]: y $m$ > q",
    "rule": "---",
    "heading": "===",
    "fence": "```js",
    "tilde": "~~~",
    "list": "- item",
    "number": "1. item",
    "quote": "> quote",
    "reference": "[x]: javascript:alert(1)",
    "mermaid": '"] --> x["y"]; end\nclick n1 "javascript:alert(1)" ; %%{init: {}}%% :::holds subgraph z ((( {{{ |x| @{ a: x }',
    "dot": '"]; x -> y [label="z"]; } digraph { \\N \\G \\" <b>html</b> // comment /* */ # c',
    "format": "{therapy} {0} %s %(x)s $HOME ${IFS} $(id) `id` {{x}} {% x %}",
}
"""Each kind of text that means something to something else. None of them is long or looks like it tells who somebody is."""

LONG = {
    "letters": "x" * 100_000,
    "words": "word " * 20_000,
    "wide": "語" * 100_000,
    "emoji": "👩‍⚕️" * 25_000,
    "accents": "e\u0301" * 50_000,
    "nothing but accents": "\u0301" * 100_000,
    "quotes": "`" * 100_000,
    "brackets": "[" * 100_000,
    "tags": "<b>" * 33_334,
}
"""Very much of one thing."""

WORDS = ("label", "title", "because", "question", "text", "document", "shown_as", "note", "reason", "locator", "mechanism")
"""The keys of a pack whose text a reader may see."""


def patient(text: str) -> dict[str, Any]:
    """The tiny patient with a text in every free-text field."""
    raw: dict[str, Any] = json.loads(PATIENT.read_text(encoding="utf-8"))
    return {**raw, "title": text[:200], "narrative": text[:5000], "tags": [text[:200]]}


def pack_folder(folder: Path, text: str) -> Path:
    """A copy of the tiny pack with a text behind every word that a reader may see."""
    copy = folder / "rules"
    shutil.copytree(TINY, copy)
    strip_list(copy)
    for path in sorted(copy.rglob("*.yaml")):
        raw = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
        path.write_text(yaml.safe_dump(_worded(raw, text), allow_unicode=False, sort_keys=False), encoding="utf-8")
    return copy


def _worded(value: Any, text: str) -> Any:
    if isinstance(value, dict):
        return {
            key: f"{part} {text}" if key in WORDS and isinstance(part, str) else _worded(part, text)
            for key, part in value.items()
        }
    return [_worded(part, text) for part in value] if isinstance(value, list) else value
