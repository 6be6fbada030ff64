"""What the short suite sees: `python -m tools.power [--only WORD]`.

A small suite is worth something only as long as it sees faults. This plants some in a copy of the project, one at a time, runs
the tests that ought to see each, and prints which test did. For the mutants that were made by hand and the faults that are
seeded in rules the suite has tests of its own, which are run too. Exit code 1 when a fault went unseen.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tools.faults import FAULTS, PlantedFault

ROOT = Path(__file__).resolve().parent.parent
MADE_BY_HAND = {
    "faults seeded in rules, each refuted by a proof": "tests/prove/test_faults.py",
    "mutants made by hand, each killed by its case": "tests/mutate/test_faults.py",
}
SEEN = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)


def copied(folder: Path) -> Path:
    """A copy of what the repository holds, changes that are not committed included."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        source, target = ROOT / name, folder / name
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())
            target.chmod(source.stat().st_mode)
    return folder


def planted(fault: PlantedFault, folder: Path) -> tuple[Path, str]:
    """Write the fault into a copy of the project; the file and what it held. Raises ValueError where its text does not stand."""
    file = folder / "src" / "infusion_pathways" / fault.file
    held = file.read_text(encoding="utf-8")
    if held.count(fault.right) != 1:
        raise ValueError(f"{fault.file} has `{fault.right}` {held.count(fault.right)} times: mend tools/faults.py")
    file.write_text(held.replace(fault.right, fault.wrong), encoding="utf-8")
    return file, held


def asked(tests: Sequence[str], folder: Path) -> tuple[int, str]:
    """The exit code of pytest in a copy of the project, and what it printed; it ends with the first test that fails."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("TESTS_")}
    paths = {"PYTHONPATH": f"{folder / 'src'}:{folder}", "INFUSION_PATHWAYS_CACHE": "off", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", *tests]
    done = subprocess.run(command, cwd=folder, env={**own, **paths}, capture_output=True, text=True)
    return done.returncode, done.stdout


def main() -> int:
    """Plant each fault, ask the tests, print what they saw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--only", default="", help="faults with this word in their room or name")
    word = parser.parse_args().only
    faults = [fault for fault in FAULTS if word in f"{fault.room} {fault.name}"]
    unseen = 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = copied(Path(temporary))
        for fault in faults:
            began = time.monotonic()
            file, held = planted(fault, folder)
            code, told = asked(fault.tests, folder)
            file.write_text(held, encoding="utf-8")
            # 1 is a test that failed; anything else is tests that could not be run, and that is no sight.
            found = SEEN.search(told) if code in (1, 2) else None
            unseen += found is None
            by = found[1] if found else f"UNSEEN (pytest ended with {code})"
            print(f"{fault.room:14} {fault.name:58} {by}  ({time.monotonic() - began:.0f} s)", flush=True)
        for name, tests in MADE_BY_HAND.items() if not word else ():
            code, told = asked([tests], folder)
            unseen += code != 0
            print(f"{name}: {told.strip().splitlines()[-1] if told.strip() else code}", flush=True)
    print(f"{len(faults) - min(unseen, len(faults))} of {len(faults)} planted faults seen" if faults else "no such fault")
    return int(unseen > 0 or not faults)


if __name__ == "__main__":
    sys.exit(main())
