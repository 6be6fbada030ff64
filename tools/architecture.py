"""Draw the architecture from the code: rooms, their lines, their imports and layers, and where each heavy library enters.

    python -m tools.architecture          # write docs/images/architecture.svg
    python -m tools.architecture --check  # exit 1 if it is out of date

Nothing about rooms is written here: layers and doors are the contracts of `pyproject.toml`, the rest is read from the source. For
the way of a scenario the words are written here and the modules are looked up, so that no step can be drawn that is no more. The
numbers of lines are rounded, and as long as they are right within a tenth the picture is not out of date.
"""

import re
import sys
import textwrap
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import NamedTuple

from tools.house import PACKAGE, ROOT, House, read_house, room_of

PICTURE = ROOT / "docs" / "images" / "architecture.svg"
COUNTED = re.compile(r'data-room="(\w+)" data-lines="(\d+)"')
NOT_DRAWN = ("__init__", "__main__")


class Step(NamedTuple):
    """A step of a scenario's way: a verb, the module that does it, and the value that it gives."""

    verb: str
    module: str
    gives: str


STEPS = (
    Step("read", "source.reading", "Document"),
    Step("parse", "scenario.parse", "Scenario"),
    Step("see", "scenario.view", "Facts"),
    Step("judge", "evaluation", "Evaluation"),
    Step("build", "trace.build", "Trace"),
    Step("print", "document.text", "text, page, JSON"),
)
PACK_GOES_TO = ("parse", "see", "judge", "build")

WIDTH, MARGIN, GAP, COLUMNS = 1000, 30, 14, 4
BOX = (WIDTH - 2 * MARGIN - (COLUMNS - 1) * GAP) // COLUMNS
LINE, TOP = 15, 300
LETTERS = 33

STYLE = """
    text { font-family: system-ui, "Segoe UI", Helvetica, Arial, "DejaVu Sans", sans-serif; font-size: 12px; fill: #333; }
    .head { font-size: 17px; font-weight: bold; fill: #111; }
    .name { font-size: 15px; font-weight: bold; fill: #111; }
    .door { font-style: italic; }
    rect { fill: #fff; stroke: #446; stroke-width: 1.2; }
    .paper { stroke: none; }
    .row { fill: #eef2f6; stroke: none; }
    .size { fill: #2f6f8f; stroke: none; }
    .pack { fill: #e4eef2; }
    path { fill: none; stroke: #446; stroke-width: 1.5; }
    #tip path { fill: #446; stroke: none; }
"""


def direct_imports(house: House) -> Mapping[str, Sequence[str]]:
    """The rooms that each room imports, without those that it would reach through another of them anyway."""
    edges: dict[str, set[str]] = {room: set() for room in house.rooms}
    for importer, imported, _ in house.imports:
        if room_of(importer) != room_of(imported):
            edges[room_of(importer)].add(room_of(imported))
    edges = {room: below - set(NOT_DRAWN) for room, below in edges.items()}

    def reached(room: str) -> set[str]:
        return edges[room].union(*map(reached, edges[room]))

    order = [room for row in house.layers for room in sorted(row)]
    return {
        room: sorted(below - set[str]().union(*map(reached, below)), key=order.index)
        for room, below in edges.items()
        if room not in NOT_DRAWN
    }


def doors(root: Path) -> Mapping[str, Sequence[str]]:
    """The heavy libraries that each room imports, with the modules that do: what the contracts make an exception of."""
    contracts = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for contract in contracts:
        for exception in contract.get("ignore_imports", ()):
            module, _, library = exception.removeprefix(f"{PACKAGE}.").partition(" -> ")
            room, _, within = module.partition(".")
            found[room][library.partition(".")[0]] += [within] if within not in ("", "**") else []
    return {
        room: [f"{library} ({', '.join(modules)})" if modules else library for library, modules in libraries.items()]
        for room, libraries in found.items()
    }


def rounded(lines: int) -> int:
    """A number of lines as it is shown."""
    return max(10, round(lines, -2 if lines >= 1000 else -1))


def draw(house: House, entries: Mapping[str, Sequence[str]], lines: Mapping[str, int]) -> str:
    """The whole picture; `entries` are the heavy libraries by room, `lines` the numbers to show."""
    body = [*_way(house), *_rows(house, entries, lines)]
    height = max(int(bottom) for bottom in re.findall(r'data-bottom="(\d+)"', "".join(body))) + MARGIN
    layers = "; ".join(", ".join(room for room in sorted(row) if room in lines) for row in house.layers if row & lines.keys())
    steps = "; ".join(f"{step.verb} ({step.module}) gives {step.gives}" for step in STEPS)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="title desc">',
            '  <title id="title">How infusion-pathways is built</title>',
            f'  <desc id="desc">Above, the way of a scenario: {escape(steps)}. The pack goes into {", ".join(PACK_GOES_TO)}. '
            f"Below, the rooms in layers, each of which imports only what lies below it: {layers}.</desc>",
            f"  <style>{STYLE}  </style>",
            '  <defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto">'
            '<path d="M 0 0 L 10 5 L 0 10 z"/></marker></defs>',
            f'  <rect class="paper" x="0" y="0" width="{WIDTH}" height="{height}"/>',
            *body,
            "</svg>",
            "",
        ]
    )


def _way(house: House) -> Iterator[str]:
    """The steps of one scenario from left to right, the pack above those that read it."""
    missing = [step.module for step in STEPS if step.module not in house.texts]
    if missing:
        raise ValueError(f"steps without a module: {', '.join(missing)}")
    width = (WIDTH - 2 * MARGIN - (len(STEPS) - 1) * 28) // len(STEPS)
    at = {step.verb: MARGIN + number * (width + 28) for number, step in enumerate(STEPS)}
    yield _text(MARGIN, 34, "The way of a scenario: a value in, a value out", "head")
    left, right = at[PACK_GOES_TO[0]], at[PACK_GOES_TO[-1]] + width
    yield f'  <rect class="pack" x="{left}" y="54" width="{right - left}" height="40" rx="6"/>'
    yield _text((left + right) // 2, 79, "pack: rules, vocabulary, sources; read and checked once", "", "middle")
    for number, step in enumerate(STEPS, start=1):
        x = at[step.verb]
        if step.verb in PACK_GOES_TO:
            yield f'  <path d="M {x + width // 2} 94 V 128" marker-end="url(#tip)"/>'
        yield f'  <rect x="{x}" y="130" width="{width}" height="52" rx="6"/>'
        yield _text(x + width // 2, 153, f"{number} {step.verb}", "name", "middle")
        yield _text(x + width // 2, 172, step.module, "", "middle")
        yield _text(x + width // 2, 202, step.gives, "", "middle")
        if number < len(STEPS):
            yield f'  <path d="M {x + width} 156 H {x + width + 26}" marker-end="url(#tip)"/>'
    x = at["judge"] + width // 2
    yield _text(x, 226, "engines are held against the meaning; a difference ends with exit code 70", "door", "middle")


def _rows(house: House, entries: Mapping[str, Sequence[str]], lines: Mapping[str, int]) -> Iterator[str]:
    """The layers from the top down, each a row of rooms in the middle of the page."""
    below, most = direct_imports(house), max(lines.values())
    yield _text(MARGIN, TOP - 30, "Rooms in layers: each imports only what lies below it", "head")
    yield _text(WIDTH - MARGIN, TOP - 30, "uses: the nearest rooms below it; bar: its lines", "", "end")
    top = TOP - 12
    for row in house.layers:
        rooms = sorted(room for room in row if room in lines)
        if not rooms:
            continue
        words = {room: _words(below[room], entries.get(room, ())) for room in rooms}
        height = 42 + LINE * max(len(said) for said in words.values())
        yield f'  <rect class="row" x="{MARGIN - 14}" y="{top}" width="{WIDTH - 2 * MARGIN + 28}" height="{height + 12}" rx="8"/>'
        wide = len(rooms) * BOX + (len(rooms) - 1) * GAP
        for number, room in enumerate(rooms):
            x = (WIDTH - wide) // 2 + number * (BOX + GAP)
            yield from _room(room, lines[room], most, words[room], x, top + 6, height)
        top += height + 18


def _words(below: Sequence[str], libraries: Sequence[str]) -> list[tuple[str, str]]:
    """The lines of text in a room, each with its look."""
    uses = textwrap.wrap(f"uses {', '.join(below)}", LETTERS) if below else ["uses no other room"]
    entries = [line for library in libraries for line in textwrap.wrap(f"door to {library}", LETTERS)]
    return [*(("", line) for line in uses), *(("door", line) for line in entries)]


def _room(room: str, lines: int, most: int, words: Sequence[tuple[str, str]], x: int, y: int, height: int) -> Iterator[str]:
    yield f'  <g data-room="{room}" data-lines="{lines}" data-bottom="{y + height}">'
    yield f'    <rect x="{x}" y="{y}" width="{BOX}" height="{height}" rx="6"/>'
    yield f'    <rect class="size" x="{x + 12}" y="{y + 27}" width="{max(2, (BOX - 24) * lines // most)}" height="4" rx="2"/>'
    yield "  " + _text(x + 12, y + 20, room, "name")
    yield "  " + _text(x + BOX - 12, y + 20, f"{lines:,} lines", "", "end")
    for number, (look, said) in enumerate(words, start=1):
        yield "  " + _text(x + 12, y + 31 + LINE * number, said, look)
    yield "  </g>"


def _text(x: int, y: int, words: str, look: str = "", anchor: str = "start") -> str:
    look = f' class="{look}"' if look else ""
    return f'  <text x="{x}" y="{y}"{look} text-anchor="{anchor}">{escape(words)}</text>'


def picture(root: Path, before: str = "") -> str:
    """The picture of a house; numbers that another picture of it has are kept where they are right within a tenth."""
    house = read_house(root)
    shown = {room: int(lines) for room, lines in COUNTED.findall(before)}
    lines = {room: counted for room, counted in house.rooms.items() if room not in NOT_DRAWN}
    kept = {room: shown[room] for room, counted in lines.items() if room in shown and abs(shown[room] - counted) <= counted / 10}
    return draw(house, doors(root), {room: kept.get(room, rounded(counted)) for room, counted in lines.items()})


def main(arguments: Sequence[str]) -> int:
    """Write the picture, or say whether it is out of date."""
    before = PICTURE.read_text(encoding="utf-8")
    if "--check" not in arguments:
        PICTURE.write_text(picture(ROOT), encoding="utf-8")
        return 0
    if picture(ROOT, before) == before:
        return 0
    print("docs/images/architecture.svg is out of date: run python -m tools.architecture", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
