"""Random packs so small that all their patients can be counted out, one by one, without the prover."""

import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from infusion_pathways.engine.direct import DirectEngine
from infusion_pathways.meaning.condition import Treated
from infusion_pathways.meaning.facts import Missing, Treatment
from infusion_pathways.meaning.logic import Truth
from infusion_pathways.meaning.outcomes import Outcome, PatientStanding, outcome_of
from infusion_pathways.meaning.rule import Program
from infusion_pathways.meaning.standing import standing_of
from infusion_pathways.meaning.verdicts import Verdict, verdict_of
from infusion_pathways.pack.build import build_pack
from infusion_pathways.pack.model import Pack
from infusion_pathways.scenario import Scenario, facts_for
from infusion_pathways.scenario.model import Diagnosis, HistoryEntry
from tests.laws.worlds import complain

DISEASE, OTHER = "red_disease", "blue_disease"
DRUGS = ["alphamab", "oldstone"]
TRIED = ["failed", "works", "refused"]
SUBJECTS = ["spots", "fever", "sex", "weight", "organ", "activity", "subtype", "other", "history"]
NR = Missing.NOT_RECORDED


def words() -> dict[str, Any]:
    """The vocabulary of every small pack."""
    return {
        "pack": {"id": "small-world", "version": "0", "title": "Small world"},
        "claims": {"C1": {"locator": "P1S1", "text": "Something.", "lens": "document", "kind": "trigger"}},
        "diseases": {
            DISEASE: {
                "label": "red disease",
                "subtypes": {"early": {"label": "early"}, "rooted": {"label": "rooted", "organs": ["root"]}},
                "activity": {"calm": {"label": "calm", "no_organs": True}, "fierce": {"label": "fierce", "organs": ["root"]}},
            },
            OTHER: {"label": "blue disease"},
        },
        "organs": {"root": {"label": "root"}},
        "classes": {"mab": {"label": "mab"}, "old": {"label": "old drug"}},
        "therapies": {
            "alphamab": {"label": "alphamab", "classes": ["mab"], "infusion": True},
            "oldstone": {"label": "oldstone", "classes": ["old"], "infusion": False},
        },
        "outcomes": {n: {"label": n, "taken": n != "refused", "works": n == "works"} for n in TRIED},
        "findings": {
            "spots": {"label": "spots"},
            "fever": {"label": "fever"},
            "worn_down": {"label": "worn down", "derived": True},
        },
        "measures": {"weight": {"label": "weight", "unit": "kg", "range": [0, 100]}},
        "patient": {"sex": {"label": "sex", "values": {"female": {"label": "female"}, "male": {"label": "male"}}}},
        "checks": {"look": {"label": "a look"}},
        "flags": {"LOOK": {"label": "look"}},
    }


KINDS = ("supports", "supports", "requires", "excludes", "holds", "conflict", "cautions")


def raw_pack(chance: random.Random, subjects: list[str] | None = None, kinds: Sequence[str] = KINDS) -> dict[str, Any]:
    """The sections of a small pack whose rules read these subjects, or at most three of all."""
    subjects = subjects or chance.sample(SUBJECTS, chance.randint(1, 3))
    rules = [_rule("own.find", _condition(chance, 1, subjects, derived=False), {"finding": "worn_down"})]
    for number in range(chance.randint(2, 6)):
        kind = "supports" if number == 0 else chance.choice(kinds)
        target = "clash" if kind == "conflict" else "alphamab"
        rule = _rule(f"own.rule{number}", _condition(chance, 2, subjects, derived=True), {kind: target})
        if kind == "conflict":
            rule["ask"] = ["look"]
        if kind in ("excludes", "holds") and chance.random() < 0.4:
            rule["when_unknown"] = "hold"
        if kind == "requires" and chance.random() < 0.4:
            rule["when_unknown"] = "check"
        if kind == "supports" and chance.random() < 0.25:
            rule |= {"when_unknown": "check", "unrecorded": chance.choice(["diagnosis.organ_involvement", "finding.spots"])}
        rules.append(rule)
    head = {"id": "own", "title": "Own", "diseases": [DISEASE], "therapies": ["alphamab"]}
    return {**words(), "pathways": [{"pathway": head, "rules": rules}]}


def pack_of(raw: dict[str, Any]) -> Pack:
    """The pack of its sections."""
    return build_pack(raw, "0" * 64, complain)


def small_pack(seed: int) -> Pack:
    """The small pack of a seed."""
    return pack_of(raw_pack(random.Random(seed)))


def _rule(name: str, when: dict[str, Any], then: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": name, "title": name, "lens": "document", "when": when, "then": then, "because": "Because.", "cites": ["C1"],
    }  # fmt: skip


def _condition(chance: random.Random, depth: int, subjects: list[str], derived: bool) -> dict[str, Any]:
    shape = chance.random() if depth else 1.0
    if shape < 0.35:
        return {"all": [_condition(chance, depth - 1, subjects, derived) for _ in range(chance.randint(1, 3))]}
    if shape < 0.6:
        return {"any": [_condition(chance, depth - 1, subjects, derived) for _ in range(chance.randint(1, 3))]}
    if shape < 0.7:
        return {"not": _condition(chance, depth - 1, subjects, derived)}
    if derived and chance.random() < 0.2:
        return {"finding": "worn_down"}
    return _test(chance, chance.choice(subjects))


def _test(chance: random.Random, subject: str) -> dict[str, Any]:
    match subject:
        case "spots" | "fever":
            return {"finding": subject, "is": chance.choice(["present", "absent"])}
        case "sex":
            return {"patient": "sex", "is": chance.choice(["female", "male"])}
        case "weight":
            limits = {chance.choice(["above", "at_least", "below", "at_most"]): chance.choice([20, 50])}
            return {"measure": "weight", "unit": "kg", **limits}
        case "organ":
            return chance.choice([{"organ": "root"}, {"known": "diagnosis.organ_involvement"}])
        case "activity":
            return {"activity": chance.choice(["calm", "fierce"])}
        case "subtype":
            return {"subtype": chance.choice(["early", "rooted"])}
        case "other":
            return {"comorbidity": OTHER}
        case _:
            test: dict[str, Any] = {"therapy": chance.choice(DRUGS)}
            if chance.random() < 0.7:
                test["outcome"] = chance.sample(TRIED, chance.randint(1, 2))
            if chance.random() < 0.2:
                test["ongoing"] = chance.choice([True, False])
            return chance.choice([{"treatment": test}] * 4 + [{"known": "treatments"}])


class Patient(NamedTuple):
    """A patient with what the rules say of it, found without the prover."""

    scenario: Scenario
    rules: Mapping[str, Truth]
    verdicts: Mapping[str, Verdict]
    outcome: Outcome


def subjects_of(program: Program) -> set[str]:
    """What the rules of a program read."""
    read = {fact for p in program.premises for fact in _facts(p.when)}
    named = {"finding.spots": "spots", "finding.fever": "fever", "patient.sex": "sex", "measure.weight": "weight"}
    rest = {"diagnosis.organ_involvement": "organ", "diagnosis.activity": "activity", "diagnosis.subtype": "subtype"}
    return {(named | rest | {"comorbidities": "other", "treatments": "history"})[fact] for fact in read}


def _facts(condition: Any) -> set[str]:
    parts = getattr(condition, "parts", None) or ((condition.part,) if hasattr(condition, "part") else ())
    own = {condition.fact} if hasattr(condition, "fact") else set()
    return own.union(*(_facts(part) for part in parts))


def scenarios(program: Program) -> Iterator[Scenario]:
    """Every patient the rules of a small program can tell apart."""
    read = subjects_of(program)
    if "organ" in read:
        read |= {"activity", "subtype"}

    def options(subject: str, values: list[Any]) -> list[Any]:
        return [NR, *values] if subject in read else [NR]

    organs: list[Any] = [(), ("root",), {"root": True}, {"root": False}] if "organ" in read else []
    for spots, fever, sex, weight, organ, activity, subtype, other, history in itertools.product(
        options("spots", ["present", "absent"]),
        options("fever", ["present", "absent"]),
        options("sex", ["female", "male"]),
        options("weight", [10.0, 20.0, 30.0, 50.0, 70.0]),
        [NR, *organs],
        options("activity", ["calm", "fierce"]),
        options("subtype", [("early",), ("rooted",), ("early", "rooted")]),
        [False, True] if "other" in read else [False],
        [NR, *histories(program)],
    ):
        diagnosis = Diagnosis(DISEASE, subtype, activity, organ)
        yield Scenario(
            id="patient",
            title="Patient",
            narrative="",
            diagnoses=(diagnosis, Diagnosis(OTHER)) if other else (diagnosis,),
            treatments=history,
            patient={} if sex is NR else {"sex": sex},
            findings={name: value for name, value in (("spots", spots), ("fever", fever)) if value is not NR},
            measures={} if weight is NR else {"weight": weight},
        )


def all_entries() -> list[HistoryEntry]:
    """Every entry of a history, whether or not a test tells it from another."""
    subjects = [HistoryEntry(name, None) for name in DRUGS] + [HistoryEntry(None, name) for name in ("mab", "old")]
    return [
        subject._replace(outcome=outcome, ongoing=ongoing, given_for=given_for)
        for subject in subjects
        for outcome in (NR, *TRIED)
        for ongoing in (NR, True, False)
        for given_for in (None, OTHER)
    ]


def answers_to(program: Program, entry: HistoryEntry) -> tuple[bool | None, ...]:
    """What each treatment test of a program makes of an entry alone."""
    drug = entry.therapy or {"mab": "alphamab", "old": "oldstone"}[entry.of_class or ""]
    elsewhere = entry.given_for not in (None, DISEASE)
    seen = Treatment(frozenset({drug}), entry.outcome, entry.ongoing, elsewhere)
    return tuple(test.holds((seen,)) for test in treated(program))


def treated(program: Program) -> list[Treated]:
    """The distinct treatment tests of a program."""
    found: dict[Treated, None] = {}

    def walk(condition: Any) -> None:
        if isinstance(condition, Treated):
            found[condition] = None
        for part in getattr(condition, "parts", None) or ((condition.part,) if hasattr(condition, "part") else ()):
            walk(part)

    for premise in program.premises:
        walk(premise.when)
    return list(found)


def histories(program: Program) -> list[tuple[HistoryEntry, ...]]:
    """All sets of entries that tests tell apart; one entry stands for all that no test tells from it."""
    entries = kinds_of_entries(program)
    return [chosen for size in range(len(entries) + 1) for chosen in itertools.combinations(entries, size)]


def kinds_of_entries(program: Program) -> list[HistoryEntry]:
    """One entry of each kind that tests tell apart."""
    kinds: dict[Any, HistoryEntry] = {}
    for entry in all_entries():
        answers = answers_to(program, entry)
        if any(answer is not False for answer in answers):
            kinds.setdefault(answers, entry)
    return list(kinds.values())


def judged(pack: Pack, scenario: Scenario, engine: DirectEngine) -> Patient:
    """A patient with the truth of every rule, the verdicts and the outcome."""
    program = pack.programs["own"]
    rules = engine.rules(program, facts_for(scenario, 0, pack.vocabulary))
    verdicts = {t: verdict_of(standing_of(program, t, rules)).verdict for t in program.pathway.therapies}
    conflict = any(rules[clause.key] is Truth.TRUE for clause in program.conflicts)
    return Patient(scenario, rules, verdicts, outcome_of(PatientStanding(list(verdicts.values()), conflict, True)).outcome)


def patients(pack: Pack, most: int = 1500) -> list[Patient] | None:
    """All patients of a small pack with what the rules say of them; None where there are too many to count out."""
    program = pack.programs["own"]
    engine = DirectEngine()
    if 2 ** len(kinds_of_entries(program)) > most:
        return None
    everyone = list(itertools.islice(scenarios(program), most + 1))
    return None if len(everyone) > most else [judged(pack, scenario, engine) for scenario in everyone]


def small_packs(count: int, start: int = 0) -> Iterator[tuple[int, Pack, list[Patient]]]:
    """So many small packs whose patients can be counted out, with their seeds."""
    found = 0
    for seed in itertools.count(start):
        pack = small_pack(seed)
        everyone = patients(pack)
        if everyone is not None:
            found += 1
            yield seed, pack, everyone
        if found == count:
            return
