"""A letter on paper, read again out of its PDF."""

import re
from typing import Any

import pytest

from outreach.model.errors import BadInput
from outreach.model.paper import Form
from outreach.rendering.paper.blocks import blocks
from outreach.rendering.paper.page import Page, tongue
from outreach.rendering.paper.typesetter import Typesetter, form_in, pages_of
from tests.rendering.paper.pages import annex, page
from tests.rendering.paper.reading import Line, line, lines, marks_at_the_edge, opened, words

TYPESETTER = Typesetter()


def pdf(form: Form = Form.PLAIN, *, undated: str = "", **changes: Any) -> bytes:
    return TYPESETTER.pdf(page(**changes).as_json(), form, undated=undated)


def of(texts: list[str], made: bytes) -> list[Line]:
    return [one for one in lines(made) if one.text in texts]


@pytest.mark.parametrize(
    ("form", "left", "top", "width", "height"),
    [
        # DIN 5008: the address field without the 5 mm for the sender above it.
        (Form.DIN_5008_A, 20, 32, 85, 40),
        (Form.DIN_5008_B, 20, 50, 85, 40),
        # What a window of 100 × 35 mm and more shows on the right of an envelope of 110 × 220 mm.
        (Form.NF_Z_11_001, 110, 50, 85, 40),
        (Form.PLAIN, 20, 45, 85, 45),
    ],
)
@pytest.mark.parametrize("how_many", [1, 3, 6, 9])
def test_the_addressee_stands_in_the_window(
    form: Form, left: float, top: float, width: float, height: float, how_many: int
) -> None:
    addressee = [f"Ligne {number} de l’adresse" for number in range(1, how_many + 1)]

    found = of(addressee, pdf(form, addressee=addressee))

    assert [one.text for one in found] == addressee
    assert all(one.page == 1 and left <= one.x <= left + 10 for one in found)
    assert found[0].y - 4 >= top - 1
    assert found[-1].y + 1 <= top + height
    assert not [
        one.text
        for one in lines(pdf(form, addressee=addressee))
        if one.page == 1 and one not in found and left < one.x < left + width and top < one.y < top + height
    ]


@pytest.mark.parametrize(("form", "top"), [(Form.DIN_5008_A, 27), (Form.DIN_5008_B, 45)])
def test_the_senders_address_stands_above_it_in_the_window(form: Form, top: float) -> None:
    back = line(pdf(form), "Solidarité · 12 rue")

    assert back.x == pytest.approx(25, abs=0.5)
    assert top < back.y < top + 5


@pytest.mark.parametrize(
    ("form", "marks"),
    [
        (Form.DIN_5008_A, [87, 148.5, 192]),
        (Form.DIN_5008_B, [105, 148.5, 210]),
        (Form.NF_Z_11_001, []),
        (Form.PLAIN, []),
    ],
)
def test_marks_show_where_to_fold_and_to_punch(form: Form, marks: list[float]) -> None:
    assert marks_at_the_edge(pdf(form)) == marks


@pytest.mark.parametrize("form", Form)
def test_everything_on_the_page_is_printed(form: Form) -> None:
    whole = page(
        remark="Par courriel uniquement",
        annex=annex(("Allemagne", ["Verein", "Bund"]), ("France", ["Ligue"])),
    )
    printed = re.sub(r"\W+", " ", words(TYPESETTER.pdf(whole.as_json(), form)))

    for piece in whole.said():
        assert re.sub(r"\W+", " ", piece).strip() in printed


def test_an_address_that_no_window_takes_is_refused() -> None:
    with pytest.raises(BadInput, match="the addressee is higher than the window of an envelope: shorten"):
        pdf(Form.DIN_5008_B, addressee=["Ministère des affaires " * 9] * 6)


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize(
    "hostile", ["#panic()", "$x$", "*b* _e_ `c`", '"]; #import "/etc/passwd"', "<a> @b = c", "\\ // /*"]
)
def test_no_text_is_ever_typsts(form: Form, hostile: str) -> None:
    made = pdf(
        form,
        title=hostile,
        letterhead=[hostile, hostile],
        addressee=[hostile],
        references=[hostile],
        subject=hostile,
        salutation=[hostile],
        body=[
            {"kind": "paragraph", "runs": [{"text": hostile, "strong": True, "url": hostile}]},
            {"kind": "list", "start": None, "items": [[{"kind": "code", "text": hostile}]]},
        ],
        closing=hostile,
        signed=[hostile],
        annex=annex((hostile, [hostile])),
        contact=[hostile, hostile],
        notices=[hostile],
    )

    assert words(made).count(" ".join(hostile.split())) >= 15
    assert opened(made).metadata is not None
    assert opened(made).metadata.title == hostile  # type: ignore[union-attr]


@pytest.mark.parametrize("form", Form)
def test_the_same_page_makes_the_same_octets_whichever_typesetter_makes_it(form: Form) -> None:
    assert pdf(form) == Typesetter().pdf(page().as_json(), form)
    assert b"CreationDate" not in pdf(form)


def test_it_is_tagged_and_says_its_language_and_its_title() -> None:
    reader = opened(pdf(language=tongue("pt-BR")))
    catalog: Any = reader.trailer["/Root"]

    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "pt-BR"
    assert reader.metadata is not None
    assert reader.metadata.title == "Un appel"
    assert b"pdfuaid:part>1<" in catalog["/Metadata"].get_data()


def test_every_font_is_in_the_file() -> None:
    for one in opened(pdf(body=blocks("<p>a <strong>b</strong> <em>c</em> <code>d</code></p>"))).pages:
        resources: Any = one["/Resources"]
        for font in resources["/Font"].values():
            descriptor = font.get_object()["/DescendantFonts"][0]["/FontDescriptor"]
            assert "/FontFile3" in descriptor or "/FontFile2" in descriptor


@pytest.mark.parametrize(
    "text",
    [
        "Ąą Čč Đđ Ęę Łł Őő Řř Şş Ğğ Ţţ Žž ß ẞ œ æ ñ ¿¡ ª º",
        "Αα Ωω Ελληνική Δημοκρατία άέήίόύώ",
        "Ёё Щщ Ыы Ъъ Її Єє Ґґ Ўў Ққ Ңң Өө Ұұ Һһ Ғғ Әә",
        "„“‚‘ «» ‹› ’ – — … № § € ° − IK\u201118 a\u00a0b c\u202fd",
    ],
)
def test_the_letters_of_europe_and_its_neighbours_are_printed(text: str) -> None:
    assert "un appel" in words(pdf(body=[{"kind": "paragraph", "runs": [{"text": text}]}]))


def test_a_letter_that_the_font_does_not_have_is_named() -> None:
    with pytest.raises(BadInput, match="its font has no ა: write it in Latin, Greek or Cyrillic letters"):
        pdf(addressee=["ა"])


def test_pages_are_numbered_from_the_second() -> None:
    made = pdf(body=blocks("<p>Une ligne.</p>" * 90))
    numbers = [(one.page, one.text) for one in lines(made) if re.fullmatch(r"\d ?/ ?\d", one.text)]

    assert pages_of(made) == len(opened(made).pages) == 3
    assert [page for page, _ in numbers] == [2, 3]


def test_nobody_signs_a_page_on_which_nothing_else_stands() -> None:
    for paragraphs in range(18, 30):
        made = pdf(body=blocks("<p>Une ligne.</p>" * paragraphs))
        closing, signed = line(made, "Nous vous prions"), line(made, "Une Personne")
        last = [one for one in lines(made) if one.text == "Une ligne."][-1]

        assert closing.page == signed.page == last.page


@pytest.mark.parametrize("how_many", [1, 2, 3, 43, 400])
def test_no_country_is_parted_from_its_first_name_and_no_name_is_cut(how_many: int) -> None:
    long = "Association internationale pour la défense de toutes les personnes dont le nom est long"
    groups = [
        (f"Pays {number:03}", [f"{number:03} {long}", f"{number:03} Ligue"]) for number in range(how_many)
    ]
    found = lines(pdf(annex=annex(*groups)))
    at = {one.text: number for number, one in enumerate(found)}

    for number in range(how_many):
        country = at[f"Pays {number:03}"]
        head, *name = found[country : at[f"{number:03} Ligue"]]
        assert " ".join(one.text for one in name) == f"{number:03} {long}"
        assert {one.page for one in name} == {head.page}
        assert [head.y, *(one.y for one in name)] == sorted([head.y, *(one.y for one in name)])
        assert name[-1].y < 297 - 15  # nothing runs out of the paper


def test_an_annex_that_fits_stands_on_one_page_with_the_foot_below_it() -> None:
    made = pdf(
        annex=annex(*[(f"Pays {number:02}", ["Une association", "Une ligue"]) for number in range(16)])
    )

    assert pages_of(made) == 2
    assert {line(made, text).page for text in ("Annexe", "Pays 00", "Pays 15", "Nous gardons")} == {2}
    assert line(made, "Pays 15").x > line(made, "Pays 00").x


@pytest.mark.parametrize("form", Form)
def test_a_date_to_come_leaves_room(form: Form) -> None:
    made = pdf(form, undated="‹date›", place_and_date="Paris, le ‹date›")

    assert "Paris, le" not in words(made)
    assert "Paris, le 2 juin" in words(pdf(form, undated="‹date›"))


@pytest.mark.parametrize("part", ["subject", "closing"])
def test_a_date_to_come_anywhere_else_is_refused(part: str) -> None:
    changes: dict[str, Any] = {part: "du ‹date›"}

    with pytest.raises(BadInput, match="is dated in its date line alone"):
        pdf(undated="‹date›", place_and_date="Paris, le ‹date›", **changes)


@pytest.mark.parametrize("form", Form)
def test_a_pdf_says_how_many_pages_it_has_and_which_form_it_keeps(form: Form) -> None:
    assert pages_of(pdf(form)) == 1
    assert form_in(pdf(form)) is form


@pytest.mark.parametrize("other", [b"", b"%PDF-1.7", b"/Keywords (other)"])
def test_another_pdf_is_none_of_ours(other: bytes) -> None:
    with pytest.raises(BadInput, match="no letter on paper that outreach has made"):
        pages_of(other)
    with pytest.raises(BadInput, match="no letter on paper that outreach has made"):
        form_in(other)


def test_a_page_comes_back_as_it_was_written() -> None:
    whole = page(annex=annex(("France", ["Ligue"])))

    assert Page.of_json(whole.as_json()) == whole


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "null",
        page().as_json()[:-1],
        page(closing=3).as_json(),
    ],
)
def test_what_is_no_page_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Page.of_json(text)
