"""One attempt: a file goes in, and a trace or coded problems must come out, in time and printable."""

import json
import re
import signal
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import NamedTuple

from infusion_pathways import Pack, ProblemsFound, Trace, advise, load_pack
from infusion_pathways.pack.build import build_pack
from infusion_pathways.pack.load import _unexpected
from infusion_pathways.pack.reading import read_pack
from infusion_pathways.scenario import parse_scenario
from infusion_pathways.source import Problem, draw
from infusion_pathways.source.reading import decode, parse_json
from infusion_pathways.trace.outline import Detail
from infusion_pathways.trace.plain import json_of
from infusion_pathways.trace.readings import markdown_of, text_of
from tests.conftest import ROOT
from tests.fuzz.mutate import scenario_file
from tests.fuzz.mutate_packs import pack_file
from tests.sizes import HANGS
from tests.unlisted import without_list

LONGEST_SECONDS = 10.0  # of the processor; far beyond what the slowest file takes
HANGING_SECONDS = HANGS
CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")
TINY = ROOT / "tests" / "packs" / "tiny"
ALLOWED_UNPRINTABLE = frozenset("\n\u200b\u200c\u200d")


class Outcome(NamedTuple):
    """What came of one file: `trace`, `pack`, `problems` or `FAILED`, how long it took, and why it failed."""

    seed: int
    kind: str
    seconds: float
    size: int
    reason: str = ""


class Wrong(Exception):
    """Something that must not come out."""


class Hangs(BaseException):
    """The guard's alarm; not an `Exception`, so that nothing on the way swallows it."""


class World(NamedTuple):
    """A pack with the files to mutate and the words to mix in."""

    pack: Pack
    sources: Sequence[bytes]
    words: Sequence[str]


@cache
def world(seed: int) -> World:
    """Every fourth file is about the tiny pack, the others about the rules and scenarios that ship."""
    return _tiny_world() if seed % 4 == 0 else _shipped_world()


@cache
def _tiny_world() -> World:
    pack = load_pack(TINY)
    return World(pack, [(TINY.parent / "patient.json").read_bytes()], _words(pack))


@cache
def _shipped_world() -> World:
    pack = load_pack()
    return World(pack, [path.read_bytes() for path in sorted((ROOT / "scenarios").rglob("*.json"))], _words(pack))


def _words(pack: Pack) -> list[str]:
    words = pack.vocabulary
    sections = (words.diseases, words.organs, words.classes, words.therapies, words.outcomes, words.findings, words.measures)
    named = [name for section in (*sections, words.patient, words.checks, words.flags) for name in section]
    nested = [name for disease in words.diseases.values() for name in (*disease.subtypes, *disease.activity)]
    return [*named, *nested, *list(pack.rules)[:20]]


def scenario_bytes(seed: int) -> bytes:
    """The random scenario file of a seed."""
    return scenario_file(seed, world(seed).sources, world(seed).words)


def try_scenario(seed: int, data: bytes) -> Outcome:
    """Read a scenario file, evaluate it, read the trace in every form."""

    def act() -> str:
        scenario = parse_scenario(parse_json("fuzz.json", decode("fuzz.json", data)), world(seed).pack)
        trace = advise(world(seed).pack, scenario, "both" if seed % 10 == 0 else "direct")
        _check_readings(trace, Detail.FULL if seed % 20 == 0 else Detail.STANDARD)
        return "trace"

    return _guarded(seed, data, act)


def pack_bytes(seed: int) -> tuple[str, bytes]:
    """The name of a file of the tiny pack, and the random one of a seed that stands in its place."""
    files = _tiny_files()
    name = sorted(files)[seed % len(files)]
    return name, pack_file(seed, [files[name]])


@cache
def _tiny_files() -> dict[str, bytes]:
    return without_list({path.relative_to(TINY).as_posix(): path.read_bytes() for path in sorted(TINY.rglob("*.yaml"))})


def try_pack(seed: int, name: str, data: bytes) -> Outcome:
    """Read the tiny pack with one file replaced; where it is still a pack, evaluate the tiny patient with it."""

    def act() -> str:
        raw = read_pack("tiny", {**_tiny_files(), name: data}, "0" * 64)
        pack = build_pack(raw, "0" * 64, _unexpected)
        try:
            scenario = parse_scenario(parse_json("patient.json", _tiny_world().sources[0].decode()), pack)
        except ProblemsFound:
            return "pack"
        _check_readings(advise(pack, scenario, "direct"), Detail.STANDARD)
        return "pack"

    return _guarded(seed, data, act)


def _guarded(seed: int, data: bytes, act: Callable[[], str]) -> Outcome:
    began, reason = time.process_time(), ""
    try:
        with _alarm():
            kind = act()
    except ProblemsFound as found:
        kind = "problems"
        reason = next(filter(None, map(_fault, found.problems)), "")
    except Hangs:
        reason = f"hangs: more than {HANGING_SECONDS} s"
    except Exception:
        reason = traceback.format_exc()
    seconds = time.process_time() - began
    if not reason and seconds > LONGEST_SECONDS:
        reason = f"took {seconds:.1f} s"
    return Outcome(seed, "FAILED" if reason else kind, seconds, len(data), reason)


@contextmanager
def _alarm() -> Iterator[None]:
    def ring(*_: object) -> None:
        raise Hangs

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, HANGING_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _fault(problem: Problem) -> str:
    """What is wrong with a problem, if anything."""
    if not CODE.fullmatch(problem.code):
        return f"no code: {problem!r}"
    if "\n" in problem.message or not set(_unprintable(problem.message + draw(problem))) <= ALLOWED_UNPRINTABLE:
        return f"not printable: {problem!r}"
    if len(problem.message) > 400:
        return f"a message of {len(problem.message)} characters: {problem.message[:100]}"
    if problem.place.line and not 1 <= problem.place.column <= len(problem.place.text) + 1:
        return f"points outside its line: {problem!r}"
    return ""


def _check_readings(trace: Trace, detail: Detail) -> None:
    for name, reading in (("text", text_of(trace, detail)), ("markdown", markdown_of(trace, detail)), ("json", json_of(trace))):
        wrong = sorted(set(_unprintable(reading)) - ALLOWED_UNPRINTABLE)
        if wrong:
            raise Wrong(f"the {name} reading carries {wrong!r}")
    if json.loads(json_of(trace))["result"]["scenario"]["title"] != trace.scenario.title:
        raise Wrong("the JSON reading says something else")


def _unprintable(text: str) -> Iterator[str]:
    return (character for character in text if not character.isprintable())


def scenarios(seeds: range) -> list[Outcome]:
    """What the scenario files of some seeds give."""
    return [try_scenario(seed, scenario_bytes(seed)) for seed in seeds]


def packs(seeds: range) -> list[Outcome]:
    """What the pack files of some seeds give."""
    return [try_pack(seed, *pack_bytes(seed)) for seed in seeds]
