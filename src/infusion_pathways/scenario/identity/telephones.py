"""Telephone numbers: after a word that says so, after a plus sign, or in a national form that no series of values has."""

import re

from infusion_pathways.scenario.identity.reading import TextReading, compiled, digits, words

CUES = words(
    "tel tele tél tlf cel mob ph telephone telephones phone phoned phones mobile cellphone landline fax call ring dial "
    "whatsapp sms reached reachable contact contacted callback telefon telefonisch telefonnummer handynummer handy "
    "rufnummer mobilnummer mobil festnetz erreichbar anrufen rückruf telefonnr téléphone portable fixe joignable appeler "
    "teléfono telefono móvil movil celular llamar telefone telemóvel ligar cellulare telefoon mobiel bellen mobiltelefon "
    "komórka телефон тел моб мобильный звонить"
)
# Fewer digits, or digits further apart, are no telephone number: most texts are done with here.
_SEVEN_DIGITS = re.compile(r"(?:\d[ ./()+-]{0,3}){7}")
_NUMBER = r"\+?\(?\d(?:[ ./()-]{0,2}\d){6,14}(?!\d)"
_AFTER = (
    r"(?i)(?:\W{0,3}(?:numbers?|nummer|no|nr|num|número|numero|numéro|is|ist|est|es|è|at|on|under|unter|au|al|me|us|her|him|"
    rf"them|home|work|line|the|auf|nº|op)\b){{0,3}}[\s.:()=/°-]{{0,4}}({_NUMBER})"
)
_SHAPES = (
    r"(?<![\w+.,/-])(?:"
    r"\+[1-9](?:[ ./()-]{0,2}\d){7,14}(?!\d)"
    r"|\+?\d{0,2}[ -]?\(0?\d{2,5}\)[ -]?\d{3,4}[- .]?\d{3,5}"
    r"|00[1-9]\d[ /-]?(?:\d[ /-]?){6,11}\d(?!\d)"
    r"|(?:1[-.])?\d{3}([-.])\d{3}\1\d{4}"
    r"|0[1-9](?:([ .-])\d\d)(?:\2\d\d){3}"
    r"|0\d{2,4}([ -])\d{3,4}\3\d{3,4}"
    r"|0\d{3,4} \d{5,8}"
    r"|\(0\d{2,4}\) ?\d{3,6}(?:[ -]\d{2,5})?"
    r"|0[1-9]\d{9}"
    r"|0\d{2,4}[/-] ?\d{5,8}"
    r")(?![\w/-]|[.,]\d)"
)
# A cell is a telephone only where more says so.
_CELL = rf"(?i)(?<![TB] )\bcell(?:\s?(?:phone|no|number|is)\b|\s?:)\W{{0,4}}(?:is )?({_NUMBER})"
_SIGN = rf"(?:[☎📞📱]|電話|电话|전화)\D{{0,4}}({_NUMBER})"


def find(reading: TextReading) -> str | None:
    """A telephone number."""
    if not _SEVEN_DIGITS.search(reading.text):
        return None
    for word in reading.words:
        if word.fold in CUES and (found := compiled(_AFTER).match(reading.text, word.end)) and 7 <= len(digits(found[1])) <= 15:
            return found[1]
    if found := compiled(_SHAPES).search(reading.text) or compiled(_CELL).search(reading.text):
        return found[0]
    found = None if reading.text.isascii() else compiled(_SIGN).search(reading.text)
    return found[1] if found else None
