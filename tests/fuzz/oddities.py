"""What the fuzzer puts into files: texts, numbers and fragments that have broken programs before."""

# texts: empty, control and bidirectional characters, markup, templates, paths, names of fields, very long ones
ODD_TEXTS = (
    "", " ", "unknown", "null", "present", "absent", "\x00", "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\u202eevil",
    "\u200b", "\ufeff", "a\nb", "a\r\nb", "\t", "é", "e\u0301", "ß", "İ", "😀", "👩\u200d👩\u200d👧", "漢字", "\U0010ffff",
    "\x7f", "\x85", "\u2028", "\u2029", "`", "``", "\\", '"', "'", "{", "}", "<script>alert(1)</script>",
    "[link](javascript:1)", "![](x)", "# heading", "| a | b |", "$HOME", "%s%n", "{0}", "{therapy}",
    "../../etc/passwd", "rule@therapy", "@", "/", "//", "a/b/c", "infliximab/infliximab", "__class__", "NaN",
    "Infinity", "1e999", "-1", "0x10", "on", "yes", "A" * 5_001, "ab " * 70, "x" * 61, "Mr Smith", "a@b.cd",
    "2021-05-03", "[bold]x[/bold]", "tags " * 30, "\u0000\u0001\u0002", "\ud7ff", "\ue000", "\u061c\u2066\u2069",
    "\u009b31m",
)  # fmt: skip

# numbers as they are written in a file: not finite, beyond any range, on the border of a band
ODD_NUMBERS = (
    "0", "-0", "-1", "1e5", "1e308", "1e999", "-1e999", "1E-999", "0.1", "9" * 25, "9" * 5000, "1" + "0" * 400, "NaN",
    "Infinity", "-Infinity", "1.7976931348623157e308", "5e-324", "2147483648", "9007199254740993",
    "0.30000000000000004", "3.2", "5.1",
)  # fmt: skip

# fragments that are no JSON, or hardly
ODD_RAW = (
    "", ",", ":", "{}", "[]", "[[]]", "true", "nul", "+1", "01", ".5", "1.", "'a'", "//c", "/* c */", "\\u0041",
    '"\\ud800"', '"\\udc00\\ud800"', '"\\u0000"', '"\\x41"', '"\\', '"', "undefined", "{}{}", "\ufeff", "\u00a0",
    "\x00", "\x0b", "...", "-", "--1",
)  # fmt: skip

# words that mean something to a YAML reader, or to the reader of a pack
YAML_ODDITIES = (
    "&a ", "*a", "!!str ", "!x ", "!!python/object:os.system ", "? ", "- ", "<<: ", "|\n", ">-\n", "---\n", "...\n",
    "%YAML 1.1\n", "{", "}", "[", "]", ": ", "\t", "#", "'", '"', "~", "null", "yes", "0o7", "0x1F", "1:30", ".inf",
    ".nan", "1e3", "5.", "=", "2021-05-03", "300 mg", "every", "this", "{class: x}", "[[", "{a: {b: ", "\x07",
    "\u2028", "\ufeff", "GK", "derived: true", "not: ",
)  # fmt: skip

# marks that YAML allows before a value
TAGS = ("&a ", "*a ", "!!str ", "!!seq ", "!!map ", "!!int ", "!!null ", "!x ")

# keys of a scenario
SECTIONS = (
    "schema", "id", "title", "narrative", "tags", "patient", "diagnoses", "treatments", "findings", "measures",
    "expect",
)  # fmt: skip

# keys further inside a scenario
PARTS = (
    "disease", "subtype", "activity", "organ_involvement", "therapy", "class", "outcome", "ongoing", "for",
    "verdicts", "findings", "rules", "because", "not_because", "flags", "asks", "not_asks",
)  # fmt: skip
