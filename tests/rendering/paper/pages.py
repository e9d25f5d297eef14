"""What the tests of this room set on paper."""

from dataclasses import replace
from typing import Any

from outreach.rendering.paper.blocks import blocks
from outreach.rendering.paper.page import Annex, Page, tongue

PAGE = Page(
    language=tongue("fr"),
    title="Un appel",
    letterhead=["Solidarité", "Association"],
    place_and_date="Paris, le 2 juin 2026",
    remark="",
    addressee=["Ministère des affaires", "37, quai d’Orsay", "75007 Paris"],
    references=["Notre référence : A-1/ABC"],
    subject="Objet : un appel",
    salutation=["Madame la Ministre,"],
    body=blocks("<p>Nous vous écrivons.</p><ol><li>un</li><li>deux</li></ol>"),
    closing="Nous vous prions d’agréer nos salutations.",
    signed=["Pour Solidarité", "Une Personne", "Présidente", "Tél. +33 1 00 00 00 00"],
    annex=None,
    contact=["Solidarité", "12 rue de l’Exemple, 75011 Paris", "appel@solidarite.example"],
    notices=["Nous gardons votre adresse.", "Écrivez-nous pour ne plus rien recevoir."],
)


def page(**changes: Any) -> Page:
    return replace(PAGE, **changes)


def annex(*groups: tuple[str, list[str]]) -> Annex:
    return Annex(
        title="Annexe",
        introduction="Les signataires :",
        groups=[
            {"country": country, "names": [{"text": name, "language": {}} for name in names]}
            for country, names in groups
        ],
        others="et d’autres",
    )
