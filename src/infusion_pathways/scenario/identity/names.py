"""Names that a title announces, in the scripts and languages of those who are likely to write here."""

from infusion_pathways.scenario.identity.reading import TextReading, TextWord, capital, compiled, words

# Abbreviations, after which a full stop ends nothing; and whole words, after which it ends a sentence.
ABBREVIATED = words("mr mrs mme mmes mlle mgr dr dra drs prof profa dott dottssa sra srta hrn frl dhr mevr mw messrs mx")
WHOLE = words(
    "herr herrn frau fräulein mister missus madam monsieur madame mademoiselle señor señora señorita senor senora senorita "
    "doña signor signore signora signorina dottor dottore dottoressa senhor senhora meneer mevrouw heer fru fröken frøken "
    "pani panna professor professorin professora professeur professeure doctor doctora docteur docteure doktor doutor "
    "doutora profesor profesora professore professoressa bayan sayın rouva herra господин господина госпожа госпожи доктор "
    "профессор пан пані пани κύριος κύριο κύριε κυρία κυρίας née né geborene geborener"
)
# Words that mean something else in another case: the Ms that is no MS, the M. that is no m.
AS_WRITTEN = words("Ms Miss Sir Dame Rev Pan Geb geb")
WITH_A_STOP = words("M Sr Sig Fr Hr Mag Mons κ")
# Titles that nothing else is written like in capitals.
IN_CAPITALS = (ABBREVIATED | WHOLE | {"miss"}) - words("mw mx drs dott né née")
# The second half of г-н and г-жа.
AFTER_G = words("н на жа жи")
TITLES = ABBREVIATED | WHOLE | AFTER_G | frozenset(word.lower() for word in AS_WRITTEN | WITH_A_STOP)
DEGREES = words("med habil phil rer nat dent vet univ jur ing dipl doz priv ra ssa na em h c")
PARTICLES = words(
    "von van vom zu zur zum de del della delle dei di da do dos das du des der den ter ten te het t la le los las el al d l "
    "af av bin ibn ben bint abu y e st mac mc"
)
NO_NAME = words(
    "the a an he she it his her its they we you i this that these those there then now after before with without in on at "
    "of for to from by as and or but if when while is was has had no not who which er sie es und oder mit ohne nach ein "
    "eine im am mitte anfang ende il elle et un une avec sans ella y con sin lui lei"
)
INDEFINITE = words("a an ein eine einer einem einen keine jede junge alte une un una uma um ett een jeune")
NOBODY = words("X Y Z N NN XY")
MORBUS = words(
    "crohn crohns bechterew behçet behcet basedow hodgkin wegener still whipple parkinson alzheimer addison cushing paget "
    "wilson waldenström werlhof gaucher fabry osler raynaud menière meniere dupuytren scheuermann sudeck perthes bowen "
    "horton takayasu kawasaki castleman winiwarter sjögren schaumann boeck reiter biermer tuberculosis avium kansasii "
    "leprae pneumoniae"
)
IMAGED = words("brain pelvis spine knee hip head liver bowel scan scans image images findings with shows was is and of in")
IMAGING = ("graphy", "graphie", "grafía", "gram", "grams", "imaging", "scopy", "clysis")
NAMED = words("surname vorname nachname familienname prénom apellido apellidos cognome nazwisko naam achternaam фамилия")
WHOSE_NAME = words("her his my their patient patient's s patients first last family full maiden middle given")
SLUG_TITLES = words("mr mrs dr prof herr frau mme mlle monsieur madame senor senora signor signora")

_JOIN = r"[\s.'-]*"
NAME = words("name nom nombre nome naam navn namn")

_IS = r"(?:\s(?:is|was|ist|est|es))?\s{0,2}[:=]?\s{1,2}"
_OF_OTHER_SCRIPTS = (
    r"(?<!\w)(?:السيدة?|الدكتورة?|الآنسة|الأستاذة?|מר|גב'|גברת|ד[\"״]ר)\s+(?!المريض)\w{2,}"
    r"|(?:श्रीमती|श्री|डॉ\.?)\s*\w\S"
    r"|(?:^|\s)(?:นางสาว|นาย|นาง|คุณ)(?!แพทย์|หมอ)[ก-๙]"
    r"|[一-鿿]{1,4}(?<!患者)(?<!医師)(?<!医生)(?<!看护)(?:先生|女士|小姐|太太|夫人)"
    r"|(?:[一-鿿]{1,4}|[ァ-ヿ]{2,10})(?<!患者)(?<!医者)(?<!看護師)(?<!薬剤師)(?<!皆)(?<!奥)(?<!娘)(?<!息子)"
    r"(?<!母)(?<!父)(?<!兄)(?<!姉)(?<!弟)(?<!妹)(?<!赤)(?<!子供)(?:さん|さま|様|氏)"
    r"|(?:(?<![가-힣])[가-힣]{2,4}(?<!환자)(?<!마음)(?<!아저) ?씨(?![가-힣]{3}))"
)  # fmt: skip


def find(reading: TextReading) -> str | None:
    """A title with the name after it, a maiden name, or what is said to be a name."""
    for at, word in enumerate(reading.words):
        if word.fold in TITLES and _is_title(reading, at):
            last = _named(reading, at)
        elif word.fold in NAMED or (word.fold in NAME and _is_asked(reading, at)):
            last = _called(reading, at)
        else:
            continue
        if last is not None:
            return reading.text[word.start : last.end]
    if max(reading.text, default="") < "\u0590":
        return None
    found = compiled(_OF_OTHER_SCRIPTS).search(reading.text)
    return found[0].strip() if found else None


def _is_asked(reading: TextReading, at: int) -> bool:
    """Whether a word for `name` is about a person: `her name`, or a form's `Name:` at the beginning of something."""
    if at and reading.words[at - 1].fold in WHOSE_NAME:
        return True
    word = reading.words[at]
    return reading.after(word, 2).lstrip().startswith(":") and not reading.before(word, 3).rstrip()[-1:].isalnum()


def in_slug(slug: str) -> str | None:
    """A title and a name in an id or a tag, such as `mrs-jones`; `ms-` is a disease, and `mr-` before a scan a picture."""
    title, _, rest = slug.replace("_", "-").partition("-")
    name = rest.partition("-")[0]
    named = title in SLUG_TITLES and name.isalpha() and len(name) > 2 and name not in NO_NAME
    return f"{title}-{name}" if named and not _imaged(name) else None


def _is_title(reading: TextReading, at: int) -> bool:
    word, before = reading.words[at], reading.before(reading.words[at], 12)
    if before.endswith("-") and not before.endswith("г-"):
        return False
    stop = reading.after(word, 1) == "."
    if word.text in WITH_A_STOP:
        return stop and not before.rstrip()[-1:].isdigit()
    if word.text in AS_WRITTEN:
        return not (at and reading.words[at - 1].fold in INDEFINITE)
    if word.fold in ABBREVIATED:
        return not (at and word.text == "DR" and reading.words[at - 1].text == "HLA")
    if word.fold in WHOLE:
        return not stop and not (at and reading.words[at - 1].fold in INDEFINITE)
    return word.fold in AFTER_G and before.lower().endswith("г-")


def _named(reading: TextReading, at: int) -> TextWord | None:
    """The last word of the name that follows a title; None where none follows."""
    title, previous = reading.words[at], reading.words[at]
    shouted = len(title.text) > 1 and title.text.isupper()
    if shouted and title.fold not in IN_CAPITALS:
        return None
    for word in reading.words[at + 1 : at + 9]:
        if not compiled(_JOIN).fullmatch(reading.text, previous.end, word.start) or word.start - previous.end > 4:
            return None
        previous = word
        if word.text in NOBODY:
            return None
        if (
            (len(word.text) == 1 and capital(word.text))
            or word.fold in DEGREES
            or word.fold in PARTICLES
            or word.fold in ABBREVIATED
            or word.fold in WHOLE
        ):
            continue
        good = (capital(word.text) or title.text == "mrs") and len(word.text) > 1 and word.fold not in NO_NAME
        if shouted:
            good = good and word.text.isupper() and len(word.text) > 2 and not _imaged(word.fold)
        if (title.text == "M" and word.fold in MORBUS) or (title.fold == "mr" and _imaged(word.fold)):
            return None
        return word if good else None
    return None


def _imaged(fold: str) -> bool:
    """Whether a word follows MR where that is a scanner."""
    return fold in IMAGED or fold.endswith(IMAGING)


def _called(reading: TextReading, at: int) -> TextWord | None:
    """The word after `her name is` or `Nachname:` that is written as a name."""
    said = compiled(_IS).match(reading.text, reading.words[at].end)
    following = (word for word in reading.words[at + 1 : at + 3] if said and word.start == said.end())
    word = next(following, None)
    return word if word is not None and capital(word.text) and len(word.text) > 1 and word.fold not in NO_NAME else None
