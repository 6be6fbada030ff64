"""Keys that ask for who the patient is, in the languages of those who are likely to write here."""

import re

from infusion_pathways.scenario.identity.reading import compiled, words

# The whole key, or the whole key with a person before or after it: `nom`, `patient_name`, `name_des_patienten`.
_NAMES = "name|nom|nombre|nome|naam|navn|namn|imie|nazwisko|initials|initialen|initiales|iniciales|iniziali"
_PERSON = (
    "patient|patients|patienten|patientin|pat|paciente|paziente|client|person|student|child|mother|father|parent|partner|carer|"
    "contact|doctor|physician|gp|nurse|arzt|hausarzt|medecin|medico|your|his|her"
)
_OF = "(?:of_|of_the_|des_|der_|du_|de_la_|del_|de_l_|de_|della_|do_|da_)?"
# Words with which a key may end; a number or a place may follow.
_ENDS = "|".join(
    sorted(
        words(
            """
            first_?names? last_?names? sur_?names? family_?names? full_?names? given_?names? middle_?names? maiden_?names?
            fore_?names? vornamen? nachnamen? familiennamen? zunamen? geburtsnamen? maedchennamen? rufnamen? prenoms?
            noms?_de_famille nom_de_naissance nombre_de_pila nombre_completo nombres apellidos? cognome achternaam voornaam
            fornavn etternavn efternamn fornamn address(?:es)? home_address street_?(?:address|name|number|no)?
            house_?(?:number|no) postal_?code post_?code zip zip_?code anschrift adressen? adresse wohnadresse wohnort strasse
            hausnummer plz postleitzahl rue code_?postal ville_de_residence domicile direccion domicilio calle codigo_?postal
            indirizzo via_di_residenza cap_di_residenza endereco adres straat postcode phone phones telephone telephones
            cell_?phone mobile mobile_?phone home_?phone work_?phone fax telefon telefonnummer handy handynummer mobilnummer
            festnetz rufnummer tel telefono telefone telemovel movil celular numero_de_telephone portable cellulare e_?mail
            e_?mails email_?address mail_?address mailadresse courriel correo correo_electronico posta_elettronica mrn
            medical_record record_?number medical_record_?number chart_?(?:number|no|id|nr) case_?(?:number|no|id|nr)
            file_?(?:number|no|nr) hospital_?(?:number|no|id|nr) patient_?(?:number|no|id|nr|code|identifier)
            account_?(?:number|no) record_?(?:no|id|nr) admission_?(?:number|no|id) encounter_?(?:number|id)
            national_?(?:id|number) identity_?(?:card|number|no) id_?(?:card|number|nummer) identification_?(?:number|no)? nhs
            nhs_?(?:number|no|id) ssn social_?security social_?security_?number insurance insurance_?(?:number|no|id|nr|policy)
            policy_?(?:number|no) health_?card medicare_?(?:number|id|no)? passport passport_?(?:number|no|id)
            driv(?:er|ers|ing)_?licen[cs]e licen[cs]e_?(?:number|no|plate) tax_?(?:id|number) fallnummer fall_?nr aktenzeichen
            aktennummer patientennummer patienten_?(?:id|nr) krankenversicherungsnummer krankenversichertennummer
            versichertennummer versicherten_?nr versicherungsnummer sozialversicherungsnummer krankenkasse krankenkassennummer
            ausweis ausweisnummer personalausweis reisepass reisepassnummer passnummer kartennummer steuernummer
            numero_?(?:de_)?dossier
            numero_?(?:de_)?(?:patient|paciente|securite_sociale|seguridad_social|secu|historia|historia_clinica|expediente|pasaporte)
            securite_sociale historia_clinica numero_historia_clinica expediente passeport pasaporte dni nie nif nhc pesel
            codice_?fiscale tessera_?sanitaria numero_di_telefono personnummer fodselsnummer cpr bsn cpf burgerservicenummer
            tarjeta_sanitaria carte_vitale birth_?dates? birth_?days? date_?of_?birth dob birth_?place place_?of_?birth
            geburtsdatum geburtstag geburtsort geb_?datum date_?de_?naissance naissance lieu_de_naissance ne_le nee_le
            fecha_?(?:de_)?nacimiento nacimiento lugar_de_nacimiento data_?di_?nascita luogo_di_nascita data_?de_?nascimento
            geboortedatum geboorteplaats fodselsdato fodelsedatum data_?urodzenia photo photos photograph foto portrait
            fingerprint
            """
        )
    )
)
_KEYS = (
    rf"(?:{_NAMES}|(?:(?:{_PERSON})_?)(?:{_NAMES})|(?:{_NAMES})_{_OF}(?:{_PERSON})|(?:city|town|village|ville|ciudad|citta|stadt)"
    rf"|(?:[a-z0-9]{{1,20}}_){{0,4}}(?:{_ENDS}))(?:_?(?:\d|number|no|nr|home|work|private|line_?\d?))?"
)  # fmt: skip
_BEYOND_LATIN = (
    r"(?:имя|фамилия|отчество|фио|адрес|улица|телефон|дата_рождения|паспорт|почта|снилс|όνομα|επώνυμο|διεύθυνση|τηλέφωνο|"
    r"姓名|氏名|名前|住所|電話|电话|地址|生年月日|出生日期|身份证|이름|성명|주소|전화|생년월일|الاسم|العنوان|الهاتف|שם|כתובת|טלפון)"
)
_AS_LETTERS = {"ß": "ss", "ø": "o", "æ": "ae", "ł": "l", "ı": "i", "đ": "d"}
_AS_UMLAUTS = {**_AS_LETTERS, "ä": "ae", "ö": "oe", "ü": "ue"}
_LONGEST = 120


def asks_who(key: str) -> bool:
    """Whether a key asks for who the patient is, however it is spelled: capitals, blanks, hyphens, accents or none."""
    import unicodedata

    worded = re.sub(r"(?<=[^\W\d_A-Z])(?=[A-Z])", "_", key[:_LONGEST])
    worded = re.sub(r"[\W_]+", "_", unicodedata.normalize("NFKC", worded).lower()).strip("_")
    if compiled(_KEYS).fullmatch(worded):
        return True
    spelled = ("".join(letters.get(sign, sign) for sign in worded) for letters in (_AS_LETTERS, _AS_UMLAUTS))
    bare = ("".join(sign for sign in unicodedata.normalize("NFKD", way) if not unicodedata.combining(sign)) for way in spelled)
    return not worded.isascii() and (
        compiled(_BEYOND_LATIN).fullmatch(worded) is not None or any(map(compiled(_KEYS).fullmatch, bare))
    )
