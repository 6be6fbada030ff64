"""Identifying data is refused: keys that ask for it, and text that looks like it."""

import re

KEYS = re.compile(
    r"^name$|(^|_)(first_?name|last_?name|surname|family_?name|full_?name|patient_?name|initials|address|street|postcode|"
    r"zip(_?code)?|phone|telephone|mobile|e_?mail|mrn|medical_record(_number)?|record_?number|nhs(_number)?|ssn|"
    r"social_security(_number)?|insurance(_number)?|passport|birth_?da(te|y)|date_?of_?birth|dob|patient_?id|photo)($|_)"
)

TEXTS = (
    ("an e-mail address", re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+\.[A-Za-z]{2,}")),
    ("a full birth date", re.compile(
        r"\b(?:born|birth|dob|d\.o\.b\.?)\W{1,4}(?:on\W)?(?:\d{1,4}[-./ ]\d{1,2}[-./ ]\d{1,4}|\d{1,2}\.? [A-Za-z]{3,9}\.? \d{4})",
        re.IGNORECASE,
    )),
    ("a full date", re.compile(r"\b(?:19|20)\d\d-\d\d-\d\d\b|\b\d{1,2}[./]\d{1,2}[./](?:19|20)\d\d\b")),
    ("a record number", re.compile(
        r"\b(?:mrn|nhs|ssn|record|hospital|patient)\s*(?:no|number|nr|id)?\W{0,3}\d{5,}", re.IGNORECASE
    )),
    ("a social security number", re.compile(r"\b\d{3}-\d{2}-\d{4}\b")),
    ("a telephone number", re.compile(
        r"(?<![\d.])\+?\d{1,3}[ -](?:\d[ -]?){8,12}\d(?!\d)|\(\d{3}\) ?\d{3}-\d{4}|"
        r"\b\d{3}[ .-]\d{3}[ .-]\d{4}\b|\b0\d{2,4}[ -]\d{3,4}[ -]\d{3,4}\b"
    )),
    ("a person's name", re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Herr|Frau)\.? [A-Z][a-z]+")),
)  # fmt: skip


def asks_who(key: str) -> bool:
    """Whether a key asks for who the patient is."""
    return KEYS.search(re.sub(r"[\s-]+", "_", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", key)).lower()) is not None


def tells_who(text: str) -> tuple[str, str] | None:
    """What a text holds that looks like it identifies a person, and the words that do; or None."""
    return next(((what, found[0]) for what, pattern in TEXTS if (found := pattern.search(text))), None)
