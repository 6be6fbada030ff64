"""The one function that verifies a statement about all patients, and what comes of it."""

import hashlib
import time
from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from infusion_pathways.pack.model import Pack
from infusion_pathways.scenario import Scenario
from infusion_pathways.scenario.walker import LONGEST_ID
from infusion_pathways.scenario.writing import fitting_title
from infusion_pathways.solver.encoding import Encoding
from infusion_pathways.solver.formula import FALSE, Formula
from infusion_pathways.solver.patient import scenario_at
from infusion_pathways.solver.replay import Replayed, confirm
from infusion_pathways.solver.smallest import Point, Search
from infusion_pathways.solver.z3_solver import Undecided


class ProofStatus(Enum):
    """What came of a statement; `accepted` is refuted, with the author's reason."""

    PROVED = "proved"
    REFUTED = "refuted"
    ACCEPTED = "accepted"
    UNDECIDED = "not decided"


class Statement(NamedTuple):
    """A statement about all patients of a pathway.

    `exists`: it holds if some patient satisfies the formula; otherwise it holds if none does. `shown` says that the patient who
    satisfies an `exists` is worth showing. `pair`: it is about a patient before and after something is learnt. `anywhere`: one
    pathway for which it holds is enough. `outcome`: it is about the outcome of the patient. `comparison`: what a patient who
    refutes it is compared with. `undecided`: why its formula could not even be made within the budget.
    """

    property: str
    subject: str
    words: str
    formula: Formula
    exists: bool = False
    shown: bool = False
    pair: bool = False
    anywhere: bool = False
    therapies: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    outcome: bool = False
    comparison: str = ""
    undecided: str = ""


class ProofResult(NamedTuple):
    """What came of a statement; `patients` are those that show it (or refute it), smallest and plainest.

    `verdicts` gives the verdict on each therapy that the statement is about, `outcomes` the outcome if it is about that, patient
    by patient.
    """

    property: str
    subject: str
    words: str
    status: ProofStatus
    pathway: str
    seconds: float
    patients: tuple[Scenario, ...] = ()
    verdicts: tuple[tuple[tuple[str, str], ...], ...] = ()
    rules: tuple[str, ...] = ()
    anywhere: bool = False
    note: str = ""
    outcomes: tuple[str, ...] = ()


class ProofSubject(NamedTuple):
    """What statements are verified of: a pack's pathway as formulas; `later` is a second patient over the same formulas."""

    pack: Pack
    pathway: str
    encoding: Encoding
    search: Search
    later: Encoding | None = None
    both: Search | None = None


def verify(subject: ProofSubject, statement: Statement) -> ProofResult:
    """Verify one statement. A patient is replayed with the engines before it is part of a result.

    Raises ReplayDisagrees or EnginesDisagree where the replay says otherwise.
    """
    began = time.monotonic()
    search = subject.both if statement.pair and subject.both is not None else subject.search
    point: Point | None = None
    note = statement.undecided
    try:
        if note:
            raise Undecided(note)
        found = statement.formula != FALSE and search.possible(statement.formula)
        status = ProofStatus.PROVED if found is statement.exists else ProofStatus.REFUTED
        if found and (statement.shown or not statement.exists):
            point, note = _example(search, statement.formula)
    except Undecided as reason:
        status, note = ProofStatus.UNDECIDED, str(reason)
    patients, replays = ((), ()) if point is None else _replayed(subject, statement, point)
    if patients and statement.comparison:
        note = "; ".join(filter(None, (statement.comparison, note)))
    return ProofResult(
        statement.property,
        statement.subject,
        statement.words,
        status,
        subject.pathway,
        time.monotonic() - began,
        patients,
        tuple(tuple((therapy, told.verdicts[therapy].value) for therapy in statement.therapies) for told in replays),
        statement.rules,
        statement.anywhere,
        note,
        tuple(told.outcome.value for told in replays) if statement.outcome else (),
    )


def _example(search: Search, formula: Formula) -> tuple[Point | None, str]:
    """The smallest patient who satisfies a formula that can hold; where the budget is too small, another, with a note."""
    try:
        return search.smallest(formula), ""
    except Undecided:
        pass
    try:
        return search.small(formula), "nothing can be left out of this patient; whether another is smaller is not decided"
    except Undecided:
        return None, "there is such a patient, but the budget ran out before one was written"


def _replayed(subject: ProofSubject, statement: Statement, point: Point) -> tuple[tuple[Scenario, ...], tuple[Replayed, ...]]:
    """The patients of a point as scenarios, and what the engines say of them."""
    encodings: Sequence[Encoding] = [subject.encoding]
    if statement.pair and subject.later is not None:
        encodings = [subject.encoding, subject.later]
    patients, replays = [], []
    for number, encoding in enumerate(encodings):
        suffix = f"-{'ab'[number]}" if len(encodings) > 1 else ""
        id = patient_id(statement.property, statement.subject, suffix)
        scenario = scenario_at(encoding.space, point, id, fitting_title(statement.words))
        replays.append(confirm(subject.pack, encoding, encoding.reading, point, scenario))
        patients.append(scenario)
    return tuple(patients), tuple(replays)


def patient_id(property: str, subject: str, suffix: str = "") -> str:
    """The id of a patient who shows or refutes a statement. Where it has to be cut, letters tell it from others cut so."""
    name = "".join(c if c.isascii() and c.isalnum() else "-" for c in f"{property}-{subject}".lower())
    most = LONGEST_ID - len(suffix)
    if len(name) > most:
        digest = hashlib.sha256(f"{property} {subject}".encode()).hexdigest()[:6]
        name = f"{name[: most - 7]}-{''.join('abcdefghijklmnop'[int(digit, 16)] for digit in digest)}"
    return name + suffix
