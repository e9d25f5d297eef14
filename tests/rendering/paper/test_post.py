"""A day's post, as it is printed."""

from dataclasses import replace

import pytest

from outreach.model.errors import BadInput
from outreach.model.paper import Form
from outreach.rendering.paper.blocks import blocks
from outreach.rendering.paper.post import Envelopes, PostLetter, envelopes_file, post_file
from outreach.rendering.paper.typesetter import Typesetter
from tests.rendering.paper.pages import page
from tests.rendering.paper.reading import line, lines, opened, words

TYPESETTER = Typesetter()


def a_letter(form: Form = Form.DIN_5008_B, *, pages: int = 1, number: int = 1) -> PostLetter:
    sealed = page(
        place_and_date="Paris, le ‹date›",
        addressee=[f"Ministère {number}", "75007 Paris"],
        body=blocks("<p>Une ligne.</p>" * (45 * (pages - 1) + 1)),
    )
    return PostLetter(
        task=number,
        office=f"Ministry {number}",
        reference=f"A-1/{number}",
        sender="Solidarité, 12 rue de l’Exemple",
        pdfs=[TYPESETTER.pdf(sealed.as_json(), form, undated="‹date›")],
        date_line="Paris, le 3 juin 2026",
    )


def test_the_letters_follow_their_list_in_its_order() -> None:
    made = post_file([a_letter(pages=2), a_letter(Form.PLAIN, number=2)], title="Post of 2026-06-03")
    cover = " ".join(one.text for one in lines(made) if one.page == 1)

    assert len(opened(made).pages) == 4
    assert "Post of 2026-06-03" in cover
    assert "1 Ministry 1 A-1/1 2 window left (DIN 5008 B) 1" in cover
    assert "2 Ministry 2 A-1/2 1 no window: address it 2" in cover
    assert "REHEARSAL" not in cover
    assert [line(made, text).page for text in ("Ministère 1", "Ministère 2")] == [2, 4]


@pytest.mark.parametrize("form", Form)
def test_the_date_is_put_where_the_sealed_letter_has_room_for_it(form: Form) -> None:
    dated = line(TYPESETTER.pdf(page(place_and_date="Paris, le 3 juin 2026").as_json(), form), "Paris, le 3")
    printed = line(post_file([a_letter(form)], title="Post"), "Paris, le 3")

    assert (printed.x, printed.y) == pytest.approx((dated.x, dated.y), abs=0.1)
    assert printed.page == 2


@pytest.mark.parametrize("form", Form)
def test_a_letter_is_printed_where_it_was_sealed(form: Form) -> None:
    letter = a_letter(form)
    sealed, printed = letter.pdfs[0], post_file([letter], title="Post")

    for text in ("Ministère 1", "Une ligne.", "Objet"):
        was, now = line(sealed, text), line(printed, text)
        assert (now.x, now.y) == pytest.approx((was.x, was.y), abs=0.1)


def test_printed_on_both_sides_each_letter_begins_on_a_front() -> None:
    made = post_file([a_letter(), a_letter(number=2)], title="Post", both_sides=True)

    assert [line(made, text).page for text in ("Ministère 1", "Ministère 2")] == [3, 5]


def test_a_rehearsal_says_so() -> None:
    assert "REHEARSAL: nothing" in words(post_file([a_letter()], title="Post", remark="REHEARSAL: nothing"))


@pytest.mark.parametrize("hostile", ["#panic()", '"]; #x', "$a$ *b*"])
def test_no_name_of_an_office_is_typsts(hostile: str) -> None:
    made = post_file([replace(a_letter(), office=hostile, sender=hostile, reference=hostile)], title=hostile)

    assert words(made).count(hostile) == 3


@pytest.mark.parametrize(("size", "width", "height"), [(Envelopes.C6, 162, 114), (Envelopes.DL, 220, 110)])
def test_envelopes_bear_the_address_of_the_sealed_letter_at_the_lower_right(
    size: Envelopes, width: float, height: float
) -> None:
    made = envelopes_file([a_letter(Form.PLAIN), a_letter(Form.NF_Z_11_001, number=2)], size)
    first, _ = opened(made).pages

    assert [float(side) * 25.4 / 72 for side in (first.mediabox.width, first.mediabox.height)] == [
        pytest.approx(width, abs=0.1),
        pytest.approx(height, abs=0.1),
    ]
    assert [line(made, f"Ministère {number}").page for number in (1, 2)] == [1, 2]
    for number in (1, 2):
        address = line(made, f"Ministère {number}")
        assert width / 3 < address.x < width - 60
        assert height / 3 < address.y < height - 20
    assert line(made, "Solidarité, 12").y < 20


def test_labels_are_eight_to_a_sheet() -> None:
    made = envelopes_file([a_letter(number=number) for number in range(1, 10)], Envelopes.LABELS)

    assert len(opened(made).pages) == 2
    assert [round(line(made, f"Ministère {number}").x / 105, 1) > 1 for number in (1, 2)] == [False, True]


def test_another_pdf_than_ours_is_refused() -> None:
    with pytest.raises(BadInput, match="no letter on paper that outreach has made"):
        post_file([replace(a_letter(), pdfs=[b"%PDF-1.7"])], title="Post")
