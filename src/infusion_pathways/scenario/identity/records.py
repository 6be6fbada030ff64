"""Numbers under which somebody is filed: after a word that says so, or in a national form that nothing else is written in."""

import re
from collections.abc import Iterator

from infusion_pathways.scenario.identity.reading import TextReading, compiled, digits, words

# Words after which a code of four digits or more is a person's. The last word of several stands for them all.
SURE = words(
    "mrn mrns nhs ssn nhc dni nie nif pesel bsn cpf uhid ahv avs insz bsnr niss cnp rut curp nino aadhaar medicare medicaid "
    "svnr kvnr passport reisepass passeport pasaporte passaporto paspoort paszport ausweis personalausweis паспорт dossier "
    "fiscale sociale expediente tessera sanitaria personnummer fødselsnummer cpr hetu rijksregister снилс инн полис "
    "aktenzeichen patientennr fallnr aktennr patientenkennung dossiernummer patiëntnummer patientnummer polisnummer "
    "journalnummer burgerservicenummer identifikationsnummer versichertennr versicherungsnr krankenversicherungsnr "
    "sozialversicherungsnr"
)
# Compounds: `Fallnummer`, `Krankenversicherungsnummer`; a `Chargennummer` is a drug's.
FILED = (
    "patient", "fall", "akten", "kranken", "versich", "sozialvers", "rentenvers", "ausweis", "pass", "personal", "steuer",
    "aufnahme", "kartei", "mitglied", "identi", "dossier", "journal", "poliz", "policen",
)  # fmt: skip
NUMBERED = ("nummer", "nummern", "nr")
# Words that also stand before mere counts: they need `number` or a sign after them, or nothing that is counted behind the code.
UNSURE = words(
    "record hospital patient case file chart insurance policy id member membership account admission encounter accession "
    "specimen licence license rec hosp pid ref ipp dl pat sv unit identity identification identifier security card clinic "
    "client reg registration beneficiary clínica clinica historia seguridad paciente caso identidad assicurazione paziente "
    "cartella póliza patientin patienten fall akte versicherung krankenkasse kartei sécurité assuré assurance carte "
    "identité паціент пациент карта історія история"
)
_SAYS_NUMBER = r"(?:[\s.:/-]{0,3}(?:numbers?|num|nummer|número|numero|numéro|nr|no|nº|n°|n|id|ids|code|card|№|#)\b\.?)"
_CODE = r"(?-i:(?P<code>(?:[A-Za-z]{1,6}[-/]?|[A-Z]{1,3} )?\d[\dA-Z]*(?:[-/. ](?:[A-Z] )?[\dA-Z]*\d[\dA-Z]*){0,6}))"
_AFTER = (
    rf"(?i)(?P<says>{_SAYS_NUMBER}{{0,2}})(?P<sign>[\s\"'(]{{0,3}}(?:is|was|ist|est|es|è)?[\s.:=#№°º\"'(]{{0,4}}){_CODE}"
    r"(?P<rest>[^\n]?[^\W\d_]*)"
)
_GOES_ON = words("is was has had shows in at of with and who came from seen for on under")

# Few texts have so many digits close together: the others are done with here.
_SIX_DIGITS = re.compile(r"(?:\d[A-Za-z .-]{0,5}){6}")
_SHAPES = (
    r"(?<![\w.,/-])(?:"
    r"(?P<ssn>\d{3}-\d{2}-\d{4})"
    r"|(?P<dni>[XYZ]-?\d{7}-?[A-Z]|\d{8}-?[A-Z])"
    r"|(?P<fiscal>[A-Z]{6}\d\d[A-EHLMPRST]\d\d[A-Z]\d{3}[A-Z])"
    r"|(?P<nir>[12] ?\d\d ?(?:0[1-9]|1[0-2]) ?\d[\dAB] ?\d{3} ?\d{3} ?\d\d)"
    r"|(?P<ahv>756\.\d{4}\.\d{4}\.\d\d)"
    r"|(?P<cpf>\d{3}\.\d{3}\.\d{3}-\d\d)"
    r"|(?P<rut>\d{1,2}\.\d{3}\.\d{3}-[\dKk])"
    r"|(?P<nino>[A-CEGHJ-PR-TW-Z]{2} ?\d\d ?\d\d ?\d\d ?[A-D])"
    r"|(?P<curp>[A-Z]{4}\d{6}[HM][A-Z]{5}[A-Z\d]\d)"
    r"|(?P<belgian>\d\d\.\d\d\.\d\d-\d{3}\.\d\d)"
    r"|(?P<ymd>\d{6}[-+]\d{4})"
    r"|(?P<korean>\d{6}-[1-8]\d{6})"
    r"|(?P<finnish>\d{6}[-+A]\d{3}[0-9A-Y])"
    r"|(?P<chinese>[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])[0-3]\d\d{3}[\dXx])"
    r"|(?P<iban>[A-Z]{2}\d\d(?: ?[A-Z\d]{4}){3,7}(?: ?[A-Z\d]{1,3})?)"
    r"|(?P<nhs>\d{3}[ -]\d{3}[ -]\d{4})"
    r"|(?P<pesel>\d{11})"
    r")(?![\w/-]|[.,]\d)"
)  # fmt: skip


def find(reading: TextReading) -> str | None:
    """A number of a record, a passport, an insurance or a state."""
    return next(_after_cues(reading), None) or next(_shaped(reading), None)


def _after_cues(reading: TextReading) -> Iterator[str]:
    for word in reading.words:
        sure = word.fold in SURE or (word.fold.endswith(NUMBERED) and word.fold.startswith(FILED))
        if not sure and word.fold not in UNSURE:
            continue
        found = compiled(_AFTER).match(reading.text, word.end)
        if found is None or len(digits(found["code"])) < 4:
            continue
        told = bool(found["says"]) or any(sign in found["sign"] for sign in ":=#№") or not found["code"][0].isdigit()
        if not told and len(found["code"]) == 4 and found["code"].startswith(("19", "20")):
            continue
        if sure or told or (len(digits(found["code"])) > 4 and _ends(found["rest"])):
            yield reading.text[word.start : found.end("code")]


def _ends(rest: str) -> bool:
    """Whether nothing is counted by the number before."""
    word = rest.strip()
    return not word[:1].isalpha() or word.lower() in _GOES_ON


def _shaped(reading: TextReading) -> Iterator[str]:
    for found in compiled(_SHAPES).finditer(reading.text) if _SIX_DIGITS.search(reading.text) else ():
        kind, number = str(found.lastgroup), found[0]
        if kind not in _CHECKED or _CHECKED[kind](number):
            yield number


def _spanish(number: str) -> bool:
    """The letter at the end is the remainder by 23."""
    plain = number.replace("-", "")
    value = int(plain[:-1].replace("X", "0").replace("Y", "1").replace("Z", "2"))
    return "TRWAGMYFPDXBNJZSQVHLCKE"[value % 23] == plain[-1]


def _dated(number: str) -> bool:
    """Six digits that are a day, in either order of day and year."""
    one, month, other = int(number[:2]), int(number[2:4]), int(number[4:6])
    return 1 <= month <= 12 and (1 <= one <= 31 or 1 <= other <= 31)


def _polish(number: str) -> bool:
    weights = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)
    month = int(number[2:4]) % 20
    good = 1 <= month <= 12 and 1 <= int(number[4:6]) <= 31
    return good and sum(w * int(d) for w, d in zip(weights, number, strict=True)) % 10 == 0


def _british(number: str) -> bool:
    """Ten digits of which the last is the remainder by 11, so that three laboratory values seldom look like it."""
    plain = digits(number)
    return (11 - sum((10 - at) * int(digit) for at, digit in enumerate(plain[:9])) % 11) % 11 == int(plain[9])


def _banked(number: str) -> bool:
    """The remainder by 97 of an account number."""
    plain = number.replace(" ", "")
    return int("".join(str(int(sign, 36)) for sign in plain[4:] + plain[:4])) % 97 == 1


_CHECKED = {
    "dni": _spanish, "ymd": _dated, "korean": _dated, "finnish": _dated, "pesel": _polish, "nhs": _british, "iban": _banked,
}  # fmt: skip
