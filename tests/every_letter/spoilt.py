"""Letters spoilt on purpose: for each rule, what it must find."""

from collections.abc import Callable
from typing import NamedTuple

from tests.every_letter import tables
from tests.every_letter.written import Written

CANADA, FRANCE, GERMANY, UNION, SPAIN = "gov-ca-gac", "gov-fr-mfa", "gov-de-mfa", "eu-hrvp", "gov-es-mfa"
#: The first of the invented that is such a one: the test looks for it.
SWISS, RUSSIAN, ALLY, AMERICAN = "swiss", "russian", "ally", "american"


class Spoilt(NamedTuple):
    """One change to one letter."""

    rule: str
    to: str
    #: A regular expression, and what takes the place of the first that fits.
    was: str
    becomes: str | Callable[[Written], str]
    #: `text`, `html`, `subject`, `sender`, `recipient` or `content_language`.
    part: str = "text"


def _fact(name: str) -> Callable[[Written], str]:
    return lambda one: tables.texts(one.tag, "case.toml")[name] + "\n\n"


def _nobody(one: Written) -> str:
    return one.letter.text.replace(one.target.holders[0][0], "")


def _staff(one: Written) -> str:
    return one.target.staff[3] + "\n\n"


#: Before the signature.
_SIGNATURE = r"(?=Pour Solidarité|Für Solidarité|For Solidarité|От имени)"

SPOILT = (
    Spoilt("institution", CANADA, "Affaires mondiales Canada", "Ministère"),
    Spoilt("institution", CANADA, "Affaires mondiales", "Global Affairs", part="recipient"),
    Spoilt("other_names", CANADA, "Affaires mondiales Canada", "Global Affairs Canada"),
    Spoilt("other_names", FRANCE, "Notre référence", "Auswärtiges Amt\n\nNotre référence"),
    Spoilt("staff_words", RUSSIAN, _SIGNATURE, _staff),
    Spoilt("staff_words", RUSSIAN, "(?=Исх)", lambda one: f"{one.target.staff[1]}\n\n"),
    Spoilt("holders", RUSSIAN, "", lambda one: one.target.strangers[0]),
    Spoilt("holders", AMERICAN, "(?s).*", _nobody),
    Spoilt("salutation", FRANCE, "Madame la Ministre, Monsieur le Ministre,", "Monsieur,"),
    Spoilt("salutation", FRANCE, r"très\s+haute", "haute"),
    *(
        Spoilt("leftovers", FRANCE, r"Miftakhov", f"Miftakhov {left}")
        for left in (
            "{",
            "}",
            "|",
            "None",
            "undefined",
            "nan",
            "**",
            "](",
            "&amp;",
            "<b>",
            "`",
            "__",
            "\n# x",
        )
    ),
    Spoilt("leftovers", CANADA, "prison", "{{ prison }}", part="subject"),
    Spoilt("leftovers", CANADA, "Canada", "| Canada", part="recipient"),
    *(
        Spoilt("punctuation", FRANCE, r"Selon un", f"Selon{mark} un")
        for mark in (" ", " ,", ",,", "..", " ;.", ";;", " .", ".,", "()")
    ),
    Spoilt("punctuation", FRANCE, r"auprès des\s+autorités russes\.", "auprès des autorités"),
    Spoilt("punctuation", CANADA, "prison", " prison", part="subject"),
    Spoilt("sender", FRANCE, "Pour Solidarité FreeAzat", "Pour nous"),
    Spoilt("sender", FRANCE, "intérêt légitime", "intérêt"),
    Spoilt("sender", FRANCE, "droit d’accès", "droit"),
    Spoilt("sender", FRANCE, "comité de soutien", "comité"),
    Spoilt("sender", CANADA, "appel@", "autre@", part="sender"),
    Spoilt("sender", RUSSIAN, "Alba Tremontane", ""),
    Spoilt("sender", RUSSIAN, "Председатель", ""),
    Spoilt("sender", RUSSIAN, r"\+33 1 00", "00"),
    Spoilt("reference", CANADA, r" \[.*", "", part="subject"),
    Spoilt("reference", FRANCE, r"AM-2026/\S+", "AM-2026/autre"),
    Spoilt("asks", FRANCE, r"(?m)^2\. ", "3. "),
    Spoilt("asks", FRANCE, r"(?s)6\. permettre.*?7\.", "6."),
    Spoilt("asks", FRANCE, r"(?s)7\. nous.*?dossier\.", ""),
    Spoilt("asks", FRANCE, r"dossier\.", "dossier ;\n8. lui écrire en prison."),
    Spoilt("dates", FRANCE, "14 juillet 2026", "15 juillet 2026"),
    Spoilt("dates", CANADA, "Paris, le 2 juin 2026", "Paris, le 3 juin 2026"),
    Spoilt("dates", FRANCE, "Paris, le ‹date›", "Paris, le 2 juin 2026"),
    Spoilt("dates", UNION, _SIGNATURE, "Réponse avant le 14 juillet 2026.\n\n"),
    Spoilt("same_in_html", FRANCE, "immédiat", "lointain", part="html"),
    Spoilt("same_in_html", FRANCE, "<li>", "<li>tout de suite ", part="html"),
    Spoilt("same_in_html", GERMANY, "ist seit", "war seit", part="html"),
    Spoilt("same_on_paper", FRANCE, "immédiat", "lointain"),
    Spoilt("language", CANADA, 'lang="fr-CA"', 'lang="fr"', part="html"),
    Spoilt("language", CANADA, "fr-CA", "fr", part="content_language"),
    Spoilt("typography", FRANCE, "«", "„"),
    Spoilt("typography", FRANCE, "d’Azat", "d'Azat"),
    Spoilt("typography", FRANCE, "Miftakhov", '"Miftakhov"'),
    Spoilt("typography", FRANCE, "\u202f;", " ;"),
    Spoilt("typography", FRANCE, "\u00a0:", ":"),
    Spoilt("typography", FRANCE, "«\u00a0", "« "),
    Spoilt("typography", FRANCE, "\u00a0»", " »"),
    Spoilt("typography", FRANCE, "\u00a0°C", " °C"),
    Spoilt("typography", FRANCE, "IK\u201118", "IK-18"),
    Spoilt("typography", CANADA, ";", "\u202f;"),
    Spoilt("typography", GERMANY, "Miftakhov", "«Miftakhov»"),
    Spoilt("typography", GERMANY, "Sie daher:", "Sie daher :"),
    Spoilt("typography", SPAIN, "Miftakhov", "„Miftakhov“"),
    Spoilt("typography", SWISS, "Ausschliesslich", "Ausschließlich"),
    Spoilt("typography", SWISS, "Miftakhov", "„Miftakhov“"),
    Spoilt("typography", RUSSIAN, "\u00a0г\\.", "\u202fг."),
    Spoilt("typography", RUSSIAN, "ИК\u201118", "ИК-18"),
    Spoilt("typography", AMERICAN, r"May\s+21,", "21 May"),
    Spoilt("typography", AMERICAN, "organizations", "organisations"),
    Spoilt("typography", AMERICAN, "Miftakhov", "‘Miftakhov’"),
    Spoilt("annex", FRANCE, r"(?s)Bénin.*?(?=Brésil)", ""),
    Spoilt("annex", FRANCE, "- LDH", "- Ligue des droits de l’homme"),
    Spoilt("annex", FRANCE, r"- FSU 03\n- Institut Sakharov", "- Institut Sakharov\n- FSU 03"),
    Spoilt("annex", FRANCE, r"(?s)(Organisations européennes.*?\n)\n(.*?)\n(?=\n---)", r"\2\n\n\1"),
    Spoilt("annex", FRANCE, r"les\s+43\s+organisations\s+suivantes", "les organisations suivantes"),
    Spoilt("annex", FRANCE, r"(?s)-{20}\n\nAnnexe.*?(?=-{20}\n\nSol)", ""),
    Spoilt("annex", ALLY, "(?=-{20})", "-" * 20 + "\n\nMémorial France\n\n"),
    Spoilt("facts", FRANCE, _SIGNATURE, _fact("testimony")),
    Spoilt("facts", FRANCE, _SIGNATURE, _fact("judgment")),
    Spoilt("facts", FRANCE, _SIGNATURE, _fact("sentences")),
    Spoilt("facts", FRANCE, _SIGNATURE, "22 mars 1993, Nijnekamsk\n\n"),
    Spoilt("facts", ALLY, _SIGNATURE, _fact("testimony-mild")),
    Spoilt("facts", UNION, _SIGNATURE, _fact("plea")),
    Spoilt("facts", FRANCE, r"Nous vous prions de ne\s+pas transmettre", "Transmettez"),
    Spoilt("facts", FRANCE, r"danger\s+immédiat", "danger"),
)
