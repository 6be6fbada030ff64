"""Runs inside Pyodide: the traces of the scenarios in /work/files.json, as one JSON file.

There is no compiler, no dynamic loading and no second process, and none of the libraries of the project.
"""

import json
import os
import sys
from pathlib import Path

sys.path.insert(0, "/src")
os.environ["INFUSION_PATHWAYS_CACHE"] = "/work/cache"

from infusion_pathways import advise, load_pack, load_scenario
from infusion_pathways.trace.plain import json_of

pack = load_pack("/rules")
files = json.loads(Path("/work/files.json").read_text())
traces = {file: json_of(advise(pack, load_scenario(f"/scenarios/{file}", pack))) for file in files}
Path("/work/traces.json").write_text(json.dumps({"version": sys.version_info[:2], "digest": pack.digest, "traces": traces}))
