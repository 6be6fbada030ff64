"""How far a comparison goes, in words: whom it is about, and whom it leaves out."""

from collections.abc import Iterator, Sequence

from infusion_pathways.diff.compare import ChangeMeaning, Diff
from infusion_pathways.diff.not_compared import NotCompared
from infusion_pathways.diff.verdict_side import counted
from infusion_pathways.document.blocks import Block, Detail, Entry, Heading, Paragraph
from infusion_pathways.trace.wording import capital, listing

MOST_NAMED = 3
MOST_LISTED = 8


def headline(diff: Diff) -> str:
    """The meaning of a change in a few words, and whom it was not asked of."""
    left = diff.left_out
    if not left:
        return capital(diff.meaning.value)
    words = _few(list(dict.fromkeys(item.word.path for item in left)), "word")
    without = f"not compared: patients with {words}"
    return capital(without if diff.meaning is ChangeMeaning.NOT_COMPARED else f"{diff.meaning.value}; {without}")


def patients_compared(diff: Diff) -> str:
    """Whom a proof of this comparison is about."""
    return "for every patient whom both versions can describe" if diff.known.words.one_sided else "for every patient"


def not_compared_sentences(diff: Diff) -> Iterator[str]:
    """What was not compared: patients with words of one version, and what only one version has."""
    for item in diff.left_out[:MOST_NAMED]:
        yield f"Not compared: patients with {item.word.path} ({item.word.told}), {_read(item, MOST_NAMED)}."
    if len(diff.left_out) > MOST_NAMED:
        yield f"Not compared either: patients with {counted(len(diff.left_out) - MOST_NAMED, 'more word')} that rules read."
    if diff.known.only:
        names = _few([f"{only.what} {only.name}" for only in diff.known.only], "other")
        yield f"Not compared, as only one version has it: {names}."


def not_compared_blocks(diff: Diff, detail: Detail) -> Iterator[Block]:
    """Every word whose patients were not compared, with the rules that read it."""
    if not diff.left_out:
        return
    yield Heading(2, "Not compared")
    yield Paragraph(
        "One version does not know these words, or takes them for something else. Of patients with one of them nothing is proved."
    )
    most = None if detail is Detail.FULL else MOST_LISTED
    for item in diff.left_out:
        yield Entry("word", f"{item.word.path}: {item.word.told}; {_read(item, most)}")


def words_left_out(diff: Diff, rule: str) -> str:
    """The words whose patients the proof about a rule leaves out, empty where there is none."""
    return _few(list(dict.fromkeys(item.word.path for item in diff.left_out if rule in item.through)), "word")


def _read(item: NotCompared, most: int | None) -> str:
    """Who reads a word, as a part of a sentence."""
    rules = _few(item.readers, "rule", most)
    used = f"whether {listing(item.uses, 'or')} is in use depends on it"
    if not item.readers:
        return used
    reads = f"which {rules} {'reads' if len(item.readers) == 1 else 'read'}"
    return f"{reads}; {used}" if item.uses else reads


def _few(names: Sequence[str], noun: str, most: int | None = MOST_NAMED) -> str:
    """Names, of many the first, and how many more there are."""
    if most is None or len(names) <= most:
        return listing(names)
    return listing([*names[:most], f"{counted(len(names) - most, f'more {noun}')}"])
