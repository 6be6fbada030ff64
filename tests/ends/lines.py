"""Forty command lines that use every command, on the small packs of the tests; each ends with 0 where nothing is in its way."""

from pathlib import Path

from tests.conftest import ROOT

PACKS = ROOT / "tests" / "packs"
TINY, SOUND, PATIENT = str(PACKS / "tiny"), str(PACKS / "sound"), str(PACKS / "patient.json")
SHEET = '{"schema": "infusion-pathways/answers/1", "cases": [{"scenario": "lantern-fever-after-emberol", "answers": {}}]}'


def lines(folder: Path) -> list[list[str]]:
    """The command lines; files that they need or make lie in a folder. `{n}` of a name is another in each run."""
    sheet = folder / "sheet.json"
    sheet.write_text(SHEET)
    own = ["--pack", TINY]
    about = [PATIENT, *own]
    therapy = [PATIENT, "wickimab", *own]
    return [
        ["--version"],
        ["--help"],
        ["run", *about],
        ["run", *about, "-f", "html"],
        ["run", *about, "-f", "json", "--engine", "direct"],
        ["run", PATIENT, *about, "-f", "markdown", "-d", "full"],
        ["test", PATIENT, *own],
        ["test", PATIENT, *own, "-f", "json"],
        ["test", PATIENT, *own, "--coverage"],
        ["test", PATIENT, *own, "-f", "github", "--junit", str(folder / "junit.xml")],
        ["schema", "scenario", *own],
        ["schema", "--out", str(folder / "schemas"), *own],
        ["packs"],
        ["packs", *own, "--rules"],
        ["packs", *own, "--words", "therapies", "-f", "json"],
        ["graph", *about],
        ["graph", *own, "--pathway", "lantern_fever", "-f", "dot"],
        ["graph", *about, "-f", "mermaid", "-d", "full"],
        ["explain", *therapy],
        ["explain", *therapy, "-f", "html", "-d", "full"],
        ["explain", *therapy, "-f", "markdown"],
        ["ask", *about],
        ["ask", *about, "-f", "html", "-d", "full"],
        ["what-if", *about, "--set", "/measures/glow_score=2"],
        ["what-if", *about, "--set", "/measures/glow_score=2", "-f", "json"],
        ["flip", *therapy],
        ["flip", *therapy, "-f", "markdown"],
        ["prove", "--pack", SOUND, "--property", "one-verdict", "-j", "1"],
        ["prove", "--pack", SOUND, "--property", "one-verdict", "-j", "1", "-f", "html", "--all"],
        ["mutate", *own, "--cases", PATIENT, "--limit", "2", "-j", "1"],
        ["lint", TINY, "--scenarios", PATIENT, "--fail-on", "error", "-j", "1"],
        ["lint", TINY, "--scenarios", PATIENT, "--fail-on", "error", "-j", "1", "-f", "sarif", "--check", "title-style"],
        ["lint", "--list"],
        ["atlas", *own, "-j", "1", "-f", "markdown"],
        ["diff", TINY, TINY, "--cases", PATIENT, "-f", "html"],
        ["pairs", *own, "--rule", "lantern.supports.after_failure", "-j", "1"],
        ["fmt", TINY, "--diff"],
        ["quiz", PATIENT, *own, "--answers", str(sheet)],
        ["quiz", PATIENT, *own],
        ["new", "pack", str(folder / "made-{n}")],
        ["docs"],
        ["docs", "unknown-name"],
    ]
