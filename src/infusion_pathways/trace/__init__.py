"""The trace: told from judged rules, read as text, Markdown or JSON."""

from infusion_pathways.trace.tell import View, tell
from infusion_pathways.trace.tree import Trace

__all__ = ["Trace", "View", "tell"]
