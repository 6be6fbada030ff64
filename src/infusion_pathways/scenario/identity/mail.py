"""E-mail addresses, those with letters beyond ASCII and those that are written out to hide them among them."""

from infusion_pathways.scenario.identity.reading import TextReading, compiled, words

DOTS = words("dot punkt point punto")
AT_SIGNS = words("at ät arroba")

_ENDINGS = "(?:com|org|net|edu|gov|info|example|test|eu|uk|co|de|at|ch|fr|es|it|nl|be|pl|se|no|dk|fi|pt|ie|us|ca|au|in|io|me)"
_SIGN = r"(?<![\w.+-])[\w.+-]{1,64} ?@ ?[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.[^\W\d_]{2,24}"
_LOCAL = r"(?<![\w.+-])[\w.+-]{1,64}"
_DOT = "(?:dot|punkt|point|punto)"
_BRACKETED = (
    rf"(?i){_LOCAL} ?[\[({{<] ?(?:at|ät|arroba|@) ?[\])}}>] ?[\w-]{{1,63}}"
    rf"(?: ?[\[({{<] ?{_DOT} ?[\])}}>] ?| {_DOT} |\.)[\w.-]{{2,40}}"
)
_SPELLED = rf"(?i){_LOCAL} (?:at|arroba) [\w-]{{1,63}}(?: {_DOT} [\w-]{{1,63}}){{0,2}} {_DOT} {_ENDINGS}\b"


def find(reading: TextReading) -> str | None:
    """An address with its sign, or with `at` and `dot` in its place."""
    text, patterns = reading.text, []
    if "@" in text:
        patterns = [_SIGN, _BRACKETED]
    elif any(word.fold in AT_SIGNS and reading.before(word).rstrip().endswith(("(", "[", "{", "<")) for word in reading.words):
        patterns = [_BRACKETED]
    if any(word.fold in DOTS for word in reading.words):
        patterns = [*patterns, _SPELLED]
    return next((found[0] for pattern in patterns if (found := compiled(pattern).search(text))), None)
