"""A second evaluator: what rules add up to, read from `docs/meaning.md` and the YAML alone, as a test of the docs.

Nothing of the program is used.
"""

from pathlib import Path
from typing import Any, NamedTuple

from tests.second.facts import Patient, Raw, Truth, Words, all_of, among, any_of, names, read, within


class Answer(NamedTuple):
    """The outcome, the verdicts by `disease/therapy`, and the truth of every rule by `disease: rule` (or `rule@therapy`)."""

    outcome: str
    verdicts: dict[str, str]
    rules: dict[str, Truth]


class Rules:
    """The rules of a pack in a folder."""

    def __init__(self, folder: Path) -> None:
        files = read(folder)
        self.words = Words(files)
        self.pathways = [whole for whole in files if "pathway" in whole]

    def answer(self, scenario: Raw) -> Answer:
        """Evaluate a scenario, each diagnosis by the pathway that covers it."""
        verdicts: dict[str, str] = {}
        rules: dict[str, Truth] = {}
        conflict = in_scope = False
        for index in range(len(scenario["diagnoses"])):
            patient = Patient(self.words, scenario, index)
            for pathway in self.pathways:
                if patient.disease in pathway["pathway"].get("diseases", ()):
                    reading = Reading(self, pathway, patient)
                    conflict, in_scope = conflict or reading.conflict, True
                    verdicts |= {f"{patient.disease}/{therapy}": reading.verdict(therapy) for therapy in reading.therapies}
                    rules |= {f"{patient.disease}: {key}": truth for key, truth in reading.truths.items()}
        return Answer(outcome(set(verdicts.values()), conflict, in_scope), verdicts, rules)


class Reading:
    """The rules of a pathway and the shared ones, for one patient."""

    def __init__(self, pack: Rules, pathway: Raw, patient: Patient) -> None:
        self.words, self.patient = pack.words, patient
        self.therapies: list[str] = pathway["pathway"]["therapies"]
        joined = [p for p in pack.pathways if p is pathway or p["pathway"].get("scope") == "shared"]
        rules = [(*next(iter(rule["then"].items())), rule) for p in joined for rule in p["rules"]]
        self.derived = {
            name: [rule["when"] for kind, target, rule in rules if kind == "finding" and target == name]
            for name, word in self.words["findings"].items()
            if word.get("derived")
        }
        self.concluded: dict[str, Truth] = {}
        self.truths: dict[str, Truth] = {}
        self.arguments: dict[str, list[tuple[str, Raw, Truth]]] = {therapy: [] for therapy in self.therapies}
        for kind, target, rule in rules:
            if kind in ("finding", "conflict"):
                self.truths[rule["id"]] = self.judge(rule["when"])
                continue
            own = says_this(rule["when"])
            for therapy in self.therapies if target == "every" else self._meant(target).intersection(self.therapies):
                key = f"{rule['id']}@{therapy}" if own else rule["id"]
                if key not in self.truths:
                    self.truths[key] = self.judge(rule["when"], therapy)
                self.arguments[therapy].append((kind, rule, self.truths[key]))
        self.conflict = any(self.truths[rule["id"]] for kind, _, rule in rules if kind == "conflict")

    def _meant(self, target: Any) -> frozenset[str]:
        if isinstance(target, dict):
            return frozenset().union(*(self.words.drugs[name] for name in names(target["class"])))
        return frozenset(names(target))

    def judge(self, when: Raw, this: str = "") -> Truth:
        """The truth of a condition; `this` is the therapy under consideration."""
        test, wanted = next(iter(when.items()))
        patient, known = self.patient, self.patient.facts
        match test:
            case "all":
                return all_of(self.judge(part, this) for part in wanted)
            case "any":
                return any_of(self.judge(part, this) for part in wanted)
            case "not":
                truth = self.judge(wanted, this)
                return None if truth is None else not truth
            case "always":
                return True
            case "known":
                return True if wanted in known else None
            case "diagnosis":
                return patient.disease in names(wanted)
            case "comorbidity":
                return not patient.others.isdisjoint(names(wanted))
            case "subtype":
                return not known["diagnosis.subtype"].isdisjoint(names(wanted)) if "diagnosis.subtype" in known else None
            case "activity" | "stated_activity":
                return among(known[f"diagnosis.{test}"], names(wanted)) if f"diagnosis.{test}" in known else None
            case "organ":
                return any_of(patient.organs.get(organ) for organ in names(wanted))
            case "treatment":
                return self._treated(wanted, this)
            case "finding" if wanted in self.derived:
                if wanted not in self.concluded:
                    self.concluded[wanted] = any_of(self.judge(part) for part in self.derived[wanted])
                return self.concluded[wanted]
        return self._value(f"{test}.{wanted}", when)

    def _value(self, fact: str, when: Raw) -> Truth:
        value = self.patient.facts.get(fact)
        if isinstance(value, set):
            return among(value, names(when.get("is", "present")))
        if value is None or "is" not in when:
            return None if value is None else within(value, when)
        return any(within(value, self.words.word(fact)["bands"][band]) for band in names(when["is"]))

    def _treated(self, test: Raw, this: str) -> Truth:
        def drugs(raw: Any) -> frozenset[str]:
            return frozenset({this}) if raw == "this" else frozenset(names(raw))

        wanted = drugs(test["therapy"]) if "therapy" in test else self._meant({"class": test["class"]})
        outcomes = names(test["outcome"]) if "outcome" in test else None
        if outcomes is None and "ongoing" not in test:
            outcomes = [name for name, word in self.words["outcomes"].items() if word.get("taken", True)]
        anywhere = "for" in test or outcomes is None
        return self.patient.treated(wanted - drugs(test.get("other_than", [])), outcomes, test.get("ongoing"), anywhere)

    def verdict(self, therapy: str) -> str:
        """The first row of the verdict table that applies."""
        counts = [(kind, counted(kind, rule, truth, self.patient)) for kind, rule, truth in self.arguments[therapy]]
        supports, excludes, holds = (any_of(t for k, t in counts if k == kind) for kind in ("supports", "excludes", "holds"))
        requires = all_of(truth for kind, truth in counts if kind == "requires")
        waits = any(truth is None and rule.get("when_unknown") == "hold" for _, rule, truth in self.arguments[therapy])
        works = [name for name, word in self.words["outcomes"].items() if word.get("works")]
        in_use = self.patient.treated(frozenset({therapy}), works, True, anywhere=False)
        infusion = self.words["therapies"][therapy].get("infusion", False)
        reason = any_of((supports, infusion and in_use))
        rows = (
            ("no_reason", reason is False and not self.conflict),
            ("not_an_infusion", reason is True and not infusion),
            ("ruled_out", excludes is True),
            ("undetermined", self.conflict or reason is None),
            ("on_hold", in_use is True and holds is True),
            ("in_use", in_use is True),
            ("condition_unmet", requires is False),
            ("on_hold", holds is True or waits),
            ("undetermined", requires is None),
            ("candidate", True),
        )
        return next(verdict for verdict, applies in rows if applies)


def counted(kind: str, rule: Raw, truth: Truth, patient: Patient) -> Truth:
    """How an argument counts: while unknown, a requirement to be checked is met, and a reason that waits is not given."""
    if truth is not None or rule.get("when_unknown") != "check":
        return truth
    return True if kind == "requires" else None if rule["unrecorded"] in patient.facts else False


def says_this(when: Any) -> bool:
    if isinstance(when, dict):
        return "this" in (when.get("therapy"), when.get("other_than")) or any(says_this(part) for part in when.values())
    return isinstance(when, list) and any(says_this(part) for part in when)


def outcome(verdicts: set[str], conflict: bool, in_scope: bool) -> str:
    """The first row of the outcome table that applies."""
    rows = (
        ("outside_scope", not in_scope),
        ("conflicting_information", conflict),
        ("infusion_candidates", "candidate" in verdicts),
        ("on_hold", "on_hold" in verdicts),
        ("condition_unmet", "condition_unmet" in verdicts),
        ("continue_current_infusion", "in_use" in verdicts),
        ("insufficient_information", "undetermined" in verdicts),
        ("no_eligible_infusion", not verdicts.isdisjoint(("ruled_out", "not_an_infusion"))),
        ("no_reason_for_infusion", True),
    )
    return next(name for name, applies in rows if applies)
