"""The pages of docs/problems: one layout, real examples, and an index of them all."""

import re
from pathlib import Path

import pytest

from infusion_pathways import Pack
from infusion_pathways.source import draw
from tests.conftest import ROOT
from tests.witnesses import BAD, CODES, STAGES, WITNESSES, codes_of

PAGES = ROOT / "docs" / "problems"
HEADINGS = ["## Example", "## How to mend it", "## Why it is a problem"]
BY_NAME = {witness.name: witness for witness in WITNESSES}


def page(code: str) -> str:
    """The text of a page."""
    return (PAGES / f"{code}.md").read_text()


@pytest.mark.parametrize("code", CODES)
def test_every_page_has_the_same_layout(code: str) -> None:
    """The code, what it means, an example, how to mend it, why it is a problem; short, in plain lines."""
    lines = page(code).splitlines()
    assert lines[0] == f"# {code}"
    assert [line for line in lines if line.startswith("## ")] == HEADINGS
    assert len(lines) <= 45
    parts = re.split(r"^#.*$", re.sub(r"^```.*?^```$", "", page(code), flags=re.MULTILINE | re.DOTALL), flags=re.MULTILINE)
    meaning, _, mend, why = (" ".join(part.split()) for part in parts[1:])
    assert all(len(part) > 40 and part.endswith(".") for part in (meaning, mend, why))


def shown_on(code: str) -> list[str]:
    """The witnesses that the page of a code shows: the plain one, and that of a pack where packs have the code as well."""
    plain = [code if code in BY_NAME else f"packs/{code}"] if code in codes_of(*set(STAGES) - {"pack"}) else []
    return list(dict.fromkeys(plain + ([f"packs/{code}"] if code in codes_of("pack") else [])))


@pytest.mark.parametrize(("code", "name"), [(code, name) for code in CODES for name in shown_on(code)])
def test_the_examples_are_real(code: str, name: str, tiny_pack: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a page shows as the message is what the witness gives today; what it shows as bad input stands in the witness."""
    monkeypatch.chdir(ROOT)
    problems = tuple(BY_NAME[name].problems(tiny_pack, tmp_path, monkeypatch))
    monkeypatch.undo()
    drawn = "\n".join(draw(problem) for problem in problems)
    assert f"```text\n{drawn}\n```\n" in page(code)
    files = [path for path in (BAD / f"{name}.json", BAD / name / "pack.yaml") if path.is_file()]
    inputs = re.findall(r"^```(json|yaml)\n(.*?)^```$", page(code), flags=re.MULTILINE | re.DOTALL)
    for language, text in inputs:
        if files and language == ("yaml" if name.startswith("packs/") else "json"):
            held = files[0].read_bytes().decode("utf-8", "replace")
            assert all(line in held for line in text.splitlines())


@pytest.mark.parametrize("code", CODES)
def test_links_of_a_page_lead_somewhere(code: str) -> None:
    """Every file a page links to exists."""
    for target in re.findall(r"\]\(([^)#]+)", page(code)):
        assert (PAGES / target).exists(), target


def test_the_index_lists_every_page_once_in_order() -> None:
    """The index is a table of all codes, with links, in the order of the alphabet, each with its stages and a meaning."""
    rows = re.findall(r"^\| \[(.+?)\]\((.+?)\.md\) \| (.+?) \| (.+?) \|$", (PAGES / "README.md").read_text(), flags=re.MULTILINE)
    assert [code for code, *_ in rows] == [link for _, link, *_ in rows] == CODES
    codes = {stage: codes_of(stage) for stage in STAGES}
    words = {"reading": "file", "scenario": "scenario", "pack": "pack"}
    for code, _, found_in, meaning in rows:
        assert {words.get(stage, "command") for stage, known in codes.items() if code in known} == set(found_in.split(" and "))
        assert meaning.count("`") % 2 == 0
