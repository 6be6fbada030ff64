"""Draw the two ladders of docs/command-line.md: the way of a shipped patient, and a shipped pathway with all its rules.

python docs/images/ladders.py            # write docs/images/patient.svg and docs/images/pathway.svg
python docs/images/ladders.py --check    # exit 1 if either is out of date
"""

import sys
from pathlib import Path

from infusion_pathways import load_pack, load_scenario
from infusion_pathways.advice import advised
from infusion_pathways.picture.build import pathway_picture, patient_picture
from infusion_pathways.picture.svg import svg_of

ROOT = Path(__file__).resolve().parents[2]
SCENARIO = "scenarios/multiple_sclerosis/ms-jcv-not-known.json"
PATHWAY = "anca_vasculitis"


def pictures() -> dict[Path, str]:
    """Each file with the text it should hold: what `pathways graph` writes."""
    pack = load_pack()
    scenario = load_scenario(ROOT / SCENARIO, pack)
    patient = patient_picture(pack, advised(pack, scenario))
    folder = ROOT / "docs" / "images"
    return {folder / "patient.svg": svg_of(patient), folder / "pathway.svg": svg_of(pathway_picture(pack, PATHWAY))}


def main(arguments: list[str]) -> int:
    """Write both, or check both."""
    wanted = pictures()
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in stale:
        if "--check" in arguments:
            print(f"{path.relative_to(ROOT)} is out of date: run python docs/images/ladders.py", file=sys.stderr)
        else:
            path.write_text(wanted[path], encoding="utf-8")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
