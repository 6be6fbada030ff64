"""Full dates, and the looser forms that follow a word about birth. A year, or a month of a year, is no full date."""

import re
from collections.abc import Iterator

from infusion_pathways.scenario.identity.reading import TextReading, compiled, words

MONTHS = words(
    """
    january jan januar jänner januari janvier janv enero ene gennaio gen janeiro styczeń stycznia января янв ιανουαρίου leden
    ledna
    february feb februar februari février févr fév febrero febbraio fevereiro fev luty lutego февраля фев φεβρουαρίου únor února
    march mar märz mrz maart mars marzo março marzec marca марта мар μαρτίου březen března mart március
    april apr avril avr abril abr aprile kwiecień kwietnia апреля апр απριλίου duben dubna nisan április
    may mai mei mayo maggio mag maio maj maja мая μαΐου květen května mayıs május
    june jun juni juin junio giugno giu junho czerwiec czerwca июня июн ιουνίου červen června haziran június
    july jul juli juillet juil julio luglio lug julho lipiec lipca июля июл ιουλίου červenec července temmuz július
    august aug août agosto ago augustus augusti sierpień sierpnia августа авг αυγούστου srpen srpna ağustos augusztus
    september sep sept septembre septiembre settembre setembro wrzesień września сентября сен σεπτεμβρίου září eylül szeptember
    october oct oktober okt octobre octubre ottobre ott outubro październik października октября окт οκτωβρίου říjen října ekim
    november nov novembre noviembre novembro listopad listopada ноября ноя νοεμβρίου kasım
    december dec dezember dez décembre déc diciembre dic dicembre dezembro grudzień grudnia desember декабря дек δεκεμβρίου aralık
    """
)
ORDINALS = words(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth thirtieth"
)
BIRTH = words(
    "born birth birthday birthdate dob geboren geborene geborener geb geburtsdatum geburtstag né née naissance nacido "
    "nacida nacimiento nac nato nata nascita nascido nascida nascimento geboortedatum född født fødselsdato urodzony "
    "urodzona ur urodzenia родился родилась рождения narozen narozena született syntynyt doğum γεννήθηκε γέννησης b"
)
# What a number with two dots counts after these is no day.
COUNTED = words(
    "version versions v release release python section sections chapter chapitre kapitel abschnitt table figure pmid doi "
    "isbn issn item line protocol"
)

# Few texts have three numbers in a row, or a sign for a year: the others are done with here.
_THREE_NUMBERS = re.compile(r"\d[-./] ?\d\d?[-./] ?\d|\d{8}")
_BY_SIGNS = re.compile(r"\d ?[年년]|[.-] ?[IVX]+[.-] ?\d{4}")
_NUMERIC = (
    r"(?:(?<![\w.,/:+])(?P<ymd>(?:1[89]|20)\d\d(?P<s>[-./] ?)\d{1,2}(?P=s)\d{1,2})"
    r"|(?<![\w.,/:+-])(?P<dmy>\d{1,2}(?P<t>[-./] ?)\d{1,2}(?P=t)(?:1[89]|20)\d\d)"
    r"|(?<![\w.,/:+-])(?P<short>\d\d(?P<u>[./])\d\d(?P=u)\d\d)"
    r"|(?<![\w.,/:+])(?P<compact>(?:19|20)\d{6}))(?:[Tt ]\d\d:\d\d\S{0,9})?(?![\w/]|[.,-]\d)"
)
_SIGNED = r"(?:1[89]|20)\d\d ?[年년] ?\d{1,2} ?[月월] ?\d{1,2} ?[日일]?|(?<![\w.])\d{1,2}([.-]) ?[IVX]{1,4}\1 ?(?:1[89]|20)\d\d\b"
_DAY_BEFORE = r"(?i)(?<![\d.,])(\d{1,2})(?:st|nd|rd|th|er|re|ère|o|a|e|\.)?[ ./-]{0,2}(?:(?:of|de|di|d'|do) ?)?$"
_YEAR_AFTER = r"(?i)[.,]{0,2}[ ./-]{0,2}(?:(?:of|de|del|do) )?(?P<year>(?:1[89]|20)\d\d|'\d\d)(?!\d)|-\d\d\b"
_DAY_AND_YEAR = r"(?i)\.?[ -]{0,2}(?:the )?(\d{1,2})(?:st|nd|rd|th)?(?:,? |, ?| of |-|/)(?:1[89]|20)\d\d(?!\d)"
_YEAR_BEFORE = r"(?<!\d)(?:1[89]|20)\d\d[.,]? $"
_DAY_AFTER = r" (\d{1,2})(?:st|nd|rd|th)?(?![\d%]|[.,]\d| [^\W\d_])"
_ORDINAL_BEFORE = r"([^\W\d_]{5,12})(?: of)? ?$"
_WORD_BEFORE = r"([^\W\d_]+)\W{0,3}$"
_TO_BIRTH = (
    r"[\s.:,)(*=-]{0,4}(?:(?:date|on|the|of|am|le|el|il|op|em|den|dne|dnia|in|is|was|day|de|del|est|ist|es|år)[\s.:=-]{1,3}){0,3}"
)
_LOOSE = (
    rf"(?i){_TO_BIRTH}\d{{1,4}}(?:st|nd|rd|th|er)?[-./ ]{{1,2}}(?:\d{{1,2}}|[^\W\d_]{{3,12}})[-./ ]{{1,3}}"
    r"(?:\d{4}|'?\d\d)(?!\d)"
)
_STARRED = r"(?:^|[\s(,;])\* ?\d{1,2}[./-] ?\d{1,2}[./-] ?(?:\d{4}|\d\d)(?!\d)"


def find(reading: TextReading) -> str | None:
    """A day, a month and a year."""
    return next((reading.text[start:end] for start, end in _full(reading)), None)


def find_birth(reading: TextReading) -> str | None:
    """A full date after a word about birth, there also with a year of two digits."""
    births = [word for word in reading.words if word.fold in BIRTH and (word.fold != "b" or reading.after(word, 1) == ".")]
    for word in births:
        found = compiled(_LOOSE).match(reading.text, word.end)
        if found and _plausible(found[0]):
            return reading.text[word.start : found.end()]
    if "*" in reading.text and (found := compiled(_STARRED).search(reading.text)):
        return found[0].strip()
    ends = {at: word.start for word in births for at in _reached(reading, word.end)}
    for start, end in _full(reading) if births or "生" in reading.text or "출생" in reading.text else ():
        if start in ends:
            return reading.text[ends[start] : end]
        if reading.text[end : end + 3].lstrip(" に")[:1] in ("生", "출"):
            return reading.text[start:end]
    return None


def _reached(reading: TextReading, end: int) -> range:
    """Where a date may begin that a word about birth speaks of."""
    found = compiled(f"(?i){_TO_BIRTH}").match(reading.text, end)
    return range(end, found.end() + 1) if found else range(0)


def _full(reading: TextReading) -> Iterator[tuple[int, int]]:
    text = reading.text
    for found in compiled(_NUMERIC).finditer(text) if _THREE_NUMBERS.search(text) else ():
        if _is_date(found) and not _counted(reading, found.start()):
            yield found.span()
    for found in compiled(_SIGNED).finditer(text) if _BY_SIGNS.search(text) else ():
        yield found.span()
    for word in reading.words:
        if word.fold in MONTHS and (span := _round_month(reading, word.start, word.end)) is not None:
            yield span


def _round_month(reading: TextReading, start: int, end: int) -> tuple[int, int] | None:
    """The date that has the name of a month in it."""
    text, early = reading.text, max(0, start - 24)
    if year := compiled(_YEAR_AFTER).match(text, end):
        day = compiled(_DAY_BEFORE).search(text, early, start)
        if day and _day(day[1]) and (year["year"] or text[start - 1] == "-"):
            return day.start(), year.end()
        ordinal = compiled(_ORDINAL_BEFORE).search(text, early, start)
        if ordinal and ordinal[1].lower() in ORDINALS:
            return ordinal.start(), year.end()
    if (both := compiled(_DAY_AND_YEAR).match(text, end)) and _day(both[1]):
        return start, both.end()
    if (after := compiled(_DAY_AFTER).match(text, end)) and _day(after[1]):
        before = compiled(_YEAR_BEFORE).search(text, early, start)
        return (before.start(), after.end()) if before else None
    return None


def _is_date(found: re.Match[str]) -> bool:
    if found["compact"]:
        return 1 <= int(found[0][4:6]) <= 12 and 1 <= int(found[0][6:8]) <= 31
    one, other, third = (int(part) for part in re.findall(r"\d+", found[0])[:3])
    if found["ymd"]:
        return 1 <= other <= 12 and 1 <= third <= 31
    fits = 1 <= min(one, other) <= 12 and max(one, other) <= 31
    # Two digits for the year: `10/12/14` may be weeks; a leading nought or a day above twelve makes it a date.
    return fits and (bool(found["dmy"]) or max(one, other) > 12 or "0" in (found[0][0], found[0][3]))


def _counted(reading: TextReading, start: int) -> bool:
    found = compiled(_WORD_BEFORE).search(reading.text, max(0, start - 16), start)
    return found is not None and found[1].lower() in COUNTED


def _day(number: str) -> bool:
    return 1 <= int(number) <= 31


def _plausible(loose: str) -> bool:
    """Whether what follows a word about birth can be a day, a month and a year."""
    numbers = [int(number) for number in re.findall(r"\d+", loose)]
    if len(numbers) == 2:
        return 1 <= numbers[0] <= 31 and re.findall(r"[^\W\d_]{3,}", loose)[-1].lower() in MONTHS
    small, large = sorted(numbers[1:] if numbers[0] > 31 else numbers[:2])
    return len(numbers) == 3 and 1 <= small <= 12 and large <= 31
