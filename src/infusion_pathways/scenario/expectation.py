"""What a case expects, read from its `expect`; every name in it must exist."""

from collections.abc import Iterable, Mapping
from typing import Any

from infusion_pathways.meaning.logic import Truth
from infusion_pathways.meaning.outcomes import Outcome
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.scenario import messages
from infusion_pathways.scenario.model import Expect
from infusion_pathways.scenario.walker import Walker, unknown_as
from infusion_pathways.source.reading import Pointer
from infusion_pathways.vocabulary import Vocabulary

EXPECT_KEYS = ("outcome", "verdicts", "findings", "rules", "because", "not_because", "flags", "asks", "not_asks")


def read_expect(walker: Walker, raw: Any) -> Expect:
    """Read the expectation of a case; problems go to the walker."""
    return _Reader(walker).expect(raw)


def place_in(raw: Any, words: Vocabulary, section: str, name: str) -> Pointer:
    """Where in the `expect` of a scenario a name stands, however it is spelled there; `section` is one of its keys."""
    stated = raw.get(section) if isinstance(raw, dict) else None
    if isinstance(stated, dict):
        kind = "therapies" if section == "verdicts" else "findings"
        spelled = (key for key in stated if _canonical(key, words, kind) == name)
        return ("expect", section, *list(spelled)[:1])
    if isinstance(stated, list) and name in stated:
        return ("expect", section, stated.index(name))
    return ("expect", section)


def _canonical(key: str, words: Vocabulary, section: str) -> str:
    disease, slash, name = key.rpartition("/")
    return f"{words.canonical('diseases', disease)}{slash}{words.canonical(section, name)}"


class _Reader:
    def __init__(self, walker: Walker) -> None:
        self.walker = walker

    def expect(self, raw: Any) -> Expect:
        entry = self.walker.object(raw, ("expect",), "`expect`", EXPECT_KEYS)
        outcome = entry.get("outcome")
        if outcome is not None:
            outcomes = [known.value for known in Outcome]
            outcome = self.walker.name(outcome, ("expect", "outcome"), "", outcomes, unknown_as("outcome"))
        return Expect(
            outcome=outcome,
            verdicts=self._verdicts(self._stated(entry, "verdicts")),
            findings=self._findings(self._stated(entry, "findings")),
            rules=self._rules(self._stated(entry, "rules")),
            because=self._expected_names(entry, "because", self._known_rules(entry.get("because")), "rule"),
            not_because=self._expected_names(entry, "not_because", self._known_rules(entry.get("not_because")), "rule"),
            flags=self._expected_names(entry, "flags", self.walker.words.flags, "flag"),
            asks=self._expected_names(entry, "asks", self._askable(), "fact or check"),
            not_asks=self._expected_names(entry, "not_asks", self._askable(), "fact or check"),
        )

    def _stated(self, entry: Mapping[str, Any], section: str) -> dict[str, Any]:
        stated = entry.get(section, {})
        if isinstance(stated, dict):
            return stated
        self.walker.wrong(("expect", section), "an object", stated)
        return {}

    def _verdicts(self, stated: Mapping[str, Any]) -> dict[str, str]:
        verdicts = [verdict.value for verdict in Verdict]
        expected: dict[str, str] = {}
        for key, verdict in stated.items():
            at = ("expect", "verdicts", key)
            therapy = key.rpartition("/")[2]
            name = self.walker.name(therapy, at, "therapies", self.walker.words.therapies, messages.unknown_therapy, key=True)
            of = self._of(key, at)
            wanted = self.walker.name(verdict, at, "", verdicts, unknown_as("verdict"))
            if name and wanted:
                self._note_twice(expected, f"{of}{name}", at, stated)
                expected[f"{of}{name}"] = wanted
        return expected

    def _findings(self, stated: Mapping[str, Any]) -> dict[str, str]:
        words = self.walker.words
        derived = [name for name, word in words.findings.items() if word.derived]
        expected: dict[str, str] = {}
        for key, truth in stated.items():
            at = ("expect", "findings", key)
            name = words.canonical("findings", key.rpartition("/")[2])
            if name in words.findings and name not in derived:
                self.walker.note(at, messages.stated_finding, name, derived, key=True)
            else:
                self.walker.name(name, at, "", derived, messages.unknown_finding, key=True)
            full = f"{self._of(key, at)}{name}"
            self._note_twice(expected, full, at, stated)
            expected[full] = self._truth(truth, at)
        return expected

    def _truth(self, stated: Any, at: Pointer) -> str:
        if isinstance(stated, bool):
            return str(stated).lower()
        if stated != Truth.UNKNOWN.value:
            self.walker.wrong(at, "true, false or `unknown`", stated)
        return Truth.UNKNOWN.value

    def _note_twice(self, expected: Mapping[str, str], full: str, at: Pointer, stated: Mapping[str, Any]) -> None:
        """Note a name that stands there already in another spelling: only one of the two expectations would be looked at."""
        if full in expected:
            kind = "therapies" if at[1] == "verdicts" else "findings"
            first = next(key for key in stated if _canonical(key, self.walker.words, kind) == full)
            self.walker.note(at, messages.repeated_name, str(at[-1])[:60], first[:60], key=True)

    def _of(self, key: str, at: Pointer) -> str:
        """What stands before the last name of a key: a disease with its stroke, or nothing."""
        disease, stroke, _ = key.rpartition("/")
        if not disease:
            return ""
        known = self.walker.words.diseases
        return f"{self.walker.name(disease, at, 'diseases', known, messages.unknown_disease, key=True) or ''}{stroke}"

    def _expected_names(self, entry: Mapping[str, Any], key: str, known: Iterable[str], what: str) -> tuple[str, ...]:
        return self.walker.names(entry.get(key, []), ("expect", key), "", known, what)

    def _rules(self, stated: Mapping[str, Any]) -> dict[str, str]:
        known = self._known_rules(list(stated))
        expected: dict[str, str] = {}
        for name, truth in stated.items():
            at = ("expect", "rules", name)
            self.walker.name(name, at, "", known, unknown_as("rule"), key=True)
            expected[name] = self._truth(truth, at)
        return expected

    def _known_rules(self, named: Any) -> set[str]:
        """Rule ids, and those among the names that are a rule with a therapy (`rule@therapy`)."""
        known = set(self.walker.pack.rules)
        for name in named if isinstance(named, list) else [named]:
            if isinstance(name, str) and "@" in name:
                rule, _, therapy = name.partition("@")
                if rule in self.walker.pack.rules and therapy in self.walker.words.therapies:
                    known.add(name)
        return known

    def _askable(self) -> set[str]:
        return {*self.walker.words.checks, *(fact.rpartition(".")[2] for fact in self.walker.words.facts())}
