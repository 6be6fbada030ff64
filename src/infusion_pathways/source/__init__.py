"""Reading files with positions, and problems: their grammar and their drawing."""

from infusion_pathways.source.problem import MissingRequirement, NotWritten, Place, Problem, ProblemsFound, draw, nearest
from infusion_pathways.source.reading import Document, read_json, read_yaml

__all__ = [
    "Document",
    "MissingRequirement",
    "NotWritten",
    "Place",
    "Problem",
    "ProblemsFound",
    "draw",
    "nearest",
    "read_json",
    "read_yaml",
]
