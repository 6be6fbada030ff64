"""The trace: told from judged rules, read as text, Markdown or JSON."""

from infusion_pathways.trace.tree import Trace

__all__ = ["Trace"]
