"""Postal addresses: a street with the number of a house, in the common forms of some languages, and codes of the post."""

import re
from collections.abc import Iterator

from infusion_pathways.scenario.identity.reading import TextReading, TextWord, capital, compiled, words

# English and its kind: number, name, kind of street. The second set needs an end after it, since its words mean much else.
AFTER_NAME = words(
    "street st road rd avenue ave lane ln drive dr boulevard blvd crescent terrace mews highway hwy parkway pkwy esplanade"
)
AFTER_NAME_AND_ENDED = words(
    "court ct place pl square sq close way gardens grove row hill circle park walk quay alley gate green rise view wharf"
)
# Kinds of street before the name: `rue de la Paix`, `calle Mayor`, `ul. Długa`. In French the number stands first.
BEFORE_NAME = words(
    "rue avenue av boulevard bd bld chemin allée impasse quai faubourg ruelle place route square sentier résidence lotissement"
)
BEFORE_NAME_AND_NUMBER = words(
    "rue boulevard c calle avenida avda av plaza pza paseo carrer carretera ronda camino callejón rua travessa praça "
    "estrada alameda via viale piazza corso vicolo piazzale lungomare largo strada ul ulica aleja aleje al os osiedle ул "
    "улица проспект просп пр пер переулок бульвар вул вулиця οδός οδος bulevardul str"
)
WRITTEN_LARGE = words("via corso largo strada camino ronda os al av pr")
# German and its kind: the kind of street ends the word, or stands after a name; the number follows.
ENDINGS = (
    "straße", "strasse", "str", "gasse", "allee", "platz", "weg", "ufer", "damm", "chaussee", "nring", "sring", "promenade",
    "twiete", "straat", "laan", "plein", "gracht", "singel", "steeg", "dijk", "gatan", "gata", "vägen", "väg", "vej", "vejen",
    "veien", "gade", "gaden", "katu", "ntie", "utca", "ulica", "caddesi", "sokak", "sokağı",
)  # fmt: skip
ALONE = frozenset((*ENDINGS, "ring", "steig", "graben", "markt", "kai", "prospekt", "проспект", "улица", "переулок", "бульвар"))
NO_STREET = (
    "atemweg", "harnweg", "luftweg", "lösungsweg", "gallenweg", "umweg", "ausweg", "heimweg", "lernweg", "rechenweg",
    "arbeitsplatz", "sitzplatz", "stehplatz", "bettplatz", "bettenplatz", "schulplatz", "studienplatz", "ringplatz", "äufer",
    "rufer", "sackgasse", "brigade", "renegade",
)  # fmt: skip
ARTICLES = words("der die das den dem des ein eine einen einem auf am im in an de het een det")
# Where somebody is at home: after these a capital word with a number is enough.
AT_HOME = words(
    "lives live lived living resides residing resident address addr wohnt wohnhaft adresse anschrift wohnadresse habite "
    "demeurant domicilié domiciliée domicile domicilio dirección vive abita indirizzo residente mora endereço woont adres "
    "bor bosatt mieszka zamieszkała zamieszkały проживает живёт живет адрес home"
)
MEASURED = words(
    "minute minutes week weeks month months year years patient patients step steps day days point points hour hours times "
    "visits way new old small large different lesions doses cycles relapses"
)
BOXES = words("box pobox postfach postbus apartado casella apt apartment boîte boite")
OF_POST = words("postcode post postal zip plz postleitzahl código")
STATES = words(
    "AK AL AR AZ CA CO CT DC DE FL GA HI IA ID IL IN KS KY LA MA MD ME MI MN MO MS MT NC ND NE NH NJ NM NV NY OH OK OR PA "
    "RI SC SD TN TX UT VA VT WA WI WV WY"
)

_PARTICLES = (
    "(?:(?:de|du|des|la|le|les|los|las|el|del|della|delle|dei|di|da|do|das|dos|d'|l'|l|d|van|von|den|der|dr|generała|św|ks|st)"
    "[ .']{1,2}){0,3}"
)
_NAME = r"(?P<name>[^\W\d_][^\W_]{0,30}(?:[ '.-]{1,2}[^\W\d_]{1,20}){0,4}?)"
_NUMBER_WORD = r"(?:n\.?[º°or]{0,2}\.? ?|nr\.? ?|д\.? ?|дом |# ?|no\.? ?)?"
_HOUSE_BEFORE = r"(?<![\w.,/:+-])\d{1,5} ?(?:[A-Ha-h]|bis|ter|quater)?(?:[-/]\d{1,4}[A-Ha-h]?)?,? +$"
_COUNTED = (
    r"(?:%|mg|cm|mm|k?m\b|g\b|ml|von\b|of\b|bis\b|[Mm]al\b|Tag|Woche|Monat|Jahr|Stunde|Minute|Patient|year|week|month|day|time|"
    r"patient|lesion|ans\b|años|anni)"
)
_HOUSE_AFTER = (
    rf"\.?,? {{1,2}}{_NUMBER_WORD}\d{{1,5}}(?: ?[A-Za-z]\b(?!')|[-/]\d{{1,4}}[A-Za-z]?)?(?![\w%/-]|[.,]\d| ?{_COUNTED})"
)
_AFTER_KIND = rf"(?i)\.?,? {{1,2}}{_PARTICLES}{_NAME}"
_NAME_AND_HOUSE = rf"(?i)(?:/ ?|\.? {{1,2}}){_PARTICLES}{_NAME},? {_NUMBER_WORD}\d{{1,5}}(?:[a-z]\b)?(?![\w%]|[.,]\d)"
_ENDED = r"\s*(?:$|[,;.)\n])"
_JOINED = r"[ .'-]{1,2}"
_AT_HOME = (
    r"(?:\s(?:at|in|on|is|der|die|dem|den|am|an|im|zur|zum|au|à|en|la|el|las|los|a|på|w|przy|op|aan|de|het|unter|auf|by)\b){0,3}"
    r"[\s:]{1,3}(?P<names>(?:[^\W\d_][\w'.-]*[ ,]{1,2}){1,5}?)(?P<number>\d{1,4})(?: ?[a-h]\b)?(?!\w|[%/]|[.,]\d)"
    r"(?P<rest> ?[^\W\d_]*)"
)
_AT_ADDRESS = r"[^\W\d_]{0,10}: ?\d{1,4}[a-z]?,? (?P<names>[^\W\d_]+)(?P<number>)(?P<rest>)"
_BOX = (
    r"(?i)\b(?:p\.? ?o\.? ?box|postfach|postbus|apartado(?: de correos)?|casella postale|apt\.?|apartment|bo[îi]te postale)"
    r" ?#?\d{1,6}"
)
_OF_POST = (
    r"\b(?i:post ?code|postal code|zip(?: code)?|plz|postleitzahl|code postal|código postal)"
    r"[ :.]{1,3}(?:[A-Z]{1,2}-)?(?=[A-Z\d ]{0,6}\d)[A-Z\d]{2,5}[ -]?[A-Z\d]{0,4}\b"
)
# The codes of the United Kingdom (`SW1A 2AA`, but not `DR4 2ND`) and of Canada.
_MIXED = r"(?<![\w-])(?:[A-Z]{1,2}\d[A-Z\d]? \d(?!ST|ND|RD|TH)[ABD-HJLNP-UW-Z]{2}|[ABCEGHJ-NPR-TVXY]\d[A-Z] ?\d[A-Z]\d)(?!\w)"
_MAYBE_MIXED = re.compile(r"[A-Z]\d[A-Z\d]? ?\d[A-Z]")
_FIVE_AFTER = r" \d{5}(?:-\d{4})?(?!\w)"
_EASTERN = (
    r"〒 ?\d{3}-?\d{4}|\d{1,3}丁目|\d ?番地|[路街道巷弄] ?\d{1,4} ?[号號]|[가-힣](?:로|길) ?\d{1,4}(?!\d|개|년|월|일|회|명)"
)


def find(reading: TextReading) -> str | None:
    """A street with a house, a box or a code of the post."""
    return next(_codes(reading), None) or next(_streets(reading), None)


def _codes(reading: TextReading) -> Iterator[str]:
    folds = {word.fold for word in reading.words}
    patterns = [pattern for cues, pattern in ((BOXES, _BOX), (OF_POST, _OF_POST)) if folds & cues]
    patterns += [_MIXED] if _MAYBE_MIXED.search(reading.text) else []
    patterns += [] if reading.text.isascii() else [_EASTERN]
    for pattern in patterns:
        yield from (found[0] for found in compiled(pattern).finditer(reading.text))
    for at, word in enumerate(reading.words):
        if at and word.text in STATES and (found := compiled(_FIVE_AFTER).match(reading.text, word.end)):
            yield reading.text[reading.words[at - 1].start : found.end()]


def _streets(reading: TextReading) -> Iterator[str]:
    for at, word in enumerate(reading.words):
        found = None
        if word.fold in AFTER_NAME or word.fold in AFTER_NAME_AND_ENDED:
            found = _kind_last(reading, at, word)
        if found is None and (word.fold in BEFORE_NAME or word.fold in BEFORE_NAME_AND_NUMBER):
            found = _kind_first(reading, word)
        if found is None and (word.fold.endswith(ENDINGS) or word.fold in ALONE):
            found = _kind_within(reading, at, word)
        if found is None and word.fold in AT_HOME:
            found = _at_home(reading, word)
        if found is not None:
            yield reading.text[slice(*found)].strip()


def _kind_last(reading: TextReading, at: int, word: TextWord) -> tuple[int, int] | None:
    """`12 Main Street`: one to five names between the number and the kind."""
    if not capital(word.text) or (word.fold in AFTER_NAME_AND_ENDED and not compiled(_ENDED).match(reading.text, word.end)):
        return None
    for first in range(at - 1, max(-1, at - 6), -1):
        name, following = reading.words[first], reading.words[first + 1]
        if name.fold in ("at", "in", "on") and first < at - 1 and first and reading.words[first - 1].fold in AT_HOME:
            return reading.words[first - 1].start, word.end
        if name.fold in MEASURED or not (capital(name.text) or name.text == "s"):
            return None
        if not compiled(_JOINED).fullmatch(reading.text, name.end, following.start):
            return None
        house = compiled(_HOUSE_BEFORE).search(reading.text, max(0, name.start - 16), name.start)
        if house is not None:
            return house.start(), word.end
    return None


def _kind_first(reading: TextReading, word: TextWord) -> tuple[int, int] | None:
    """`12 rue de la Paix`, `calle Mayor 12`."""
    if word.fold in BEFORE_NAME:
        house = compiled(_HOUSE_BEFORE).search(reading.text, max(0, word.start - 16), word.start)
        found = compiled(_AFTER_KIND).match(reading.text, word.end) if house else None
        if house and found and capital(found["name"]):
            return house.start(), found.end()
    written = not (word.fold in WRITTEN_LARGE and word.text.islower()) and (word.fold == "c") == (reading.after(word, 1) == "/")
    if word.fold in BEFORE_NAME_AND_NUMBER and written:
        found = compiled(_NAME_AND_HOUSE).match(reading.text, word.end)
        if found and capital(found["name"]) and not found["name"].isupper():
            return word.start, found.end()
    return None


def _kind_within(reading: TextReading, at: int, word: TextWord) -> tuple[int, int] | None:
    """`Hauptstraße 12`, `Berliner Allee 5`: a compound, or the kind as a word of its own after a name."""
    if word.text.islower() and word.fold not in ALONE:
        return None
    number = compiled(_HOUSE_AFTER).match(reading.text, word.end)
    # A compound with `Behandlungs-` or `Infusions-` is a common noun, no street.
    if number is None or word.fold.endswith(NO_STREET) or compiled(_ABSTRACT).search(word.fold):
        return None
    if word.fold not in ALONE:
        return (word.start, number.end()) if len(word.text) > 5 else None
    name = reading.words[at - 1] if at else None
    if name is None or not capital(name.text) or name.fold in ARTICLES:
        return None
    return (name.start, number.end()) if compiled(_JOINED).fullmatch(reading.text, name.end, word.start) else None


_ABSTRACT = r"(?:ungs|ions|heits|keits|eits|itäts|lags|gangs|schafts)(?:weg|platz|ring)$"


def _at_home(reading: TextReading, word: TextWord) -> tuple[int, int] | None:
    """A word of being at home, then capital words with a number that counts nothing."""
    found = compiled(_AT_HOME).match(reading.text, word.end) or compiled(_AT_ADDRESS).match(reading.text, word.end)
    if found is None:
        return None
    last = re.split(r"[ ,]+", found["names"].strip(" ,"))[-1]
    year = len(found["number"]) == 4 and found["number"].startswith(("19", "20"))
    counts = found["rest"].strip().islower()
    return (word.start, found.end()) if capital(last) and last.lower() not in MEASURED and not year and not counts else None
