"""Documents: blocks, and their readings as text, Markdown and HTML. Nothing here knows rules or patients."""
