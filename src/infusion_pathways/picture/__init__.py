"""The ladder of a pathway as a picture: SVG, Mermaid and DOT are readings of one model."""
