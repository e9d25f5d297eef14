"""How texts are set in each language: marks, spaces, codes; and what is never touched."""

import pytest

from outreach.rendering.templates.typography import semicolon, typeset


def set_in(source: str, tag: str, written_in: str = "") -> str:
    return typeset(source, written_in=written_in or tag, tag=tag)


@pytest.mark.parametrize(
    ("source", "written_in", "tag", "printed"),
    [
        ("die Straße „heißt“ so, ‚groß‘", "de", "de-CH", "die Strasse «heisst» so, ‹gross›"),
        ("die Straße „heißt“ so", "de", "de-LI", "die Strasse «heisst» so"),
        ("die Straße „heißt“ so", "de", "de-AT", "die Straße „heißt“ so"),
        ("un «principio de “algo”» así", "es", "es-MX", "un “principio de ‘algo’” así"),
        ("un «principio»", "es", "es-AR", "un “principio”"),
        ("un «principio»", "es", "es-ES", "un «principio»"),
        ("‘the “beginnings” of rape’", "en", "en-US", "“the ‘beginnings’ of rape”"),
        ("the prisoners’ and the man’s ‘case’", "en", "en-US", "the prisoners’ and the man’s “case”"),
        ("‘the man’s case’, ‘twice’", "en", "en-US", "“the man’s case”, “twice”"),
        ("‘x’", "en", "en-GB", "‘x’"),
        ("um “começo”", "pt", "pt-AO", "um «começo»"),
        ("um “começo”", "pt", "pt-BR", "um “começo”"),
        ("‘one\n\ntwo’", "en", "en-US", "‘one\n\ntwo’"),
        ("‘{{ case.law }}’ and {{ a }}’s", "en", "en-US", "“{{ case.law }}” and {{ a }}’s"),
    ],
)
def test_a_variant_has_the_texts_of_its_language_with_its_own_marks(
    source: str, written_in: str, tag: str, printed: str
) -> None:
    assert set_in(source, tag, written_in) == printed


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        ("« prémices » ; oui ! non ?", "«\u00a0prémices\u00a0»\u202f; oui\u202f! non\u202f?"),
        ("«\u202fprémices\u202f»\u00a0!", "«\u00a0prémices\u00a0»\u202f!"),
        ("Objet : oui", "Objet\u00a0: oui"),
        ("« {{ a }} » : {% if a != 1 %}", "«\u00a0{{ a }}\u00a0»\u00a0: {% if a != 1 %}"),
        ("[ici](https://a.example/?x=1) !", "[ici](https://a.example/?x=1)\u202f!"),
    ],
)  # fmt: skip
def test_french_has_its_no_break_spaces_whatever_was_typed(source: str, printed: str) -> None:
    assert set_in(source, "fr") == printed
    assert set_in(printed, "fr") == printed


def test_canada_writes_no_space_before_high_marks() -> None:
    assert set_in("« oui » ; non ! vous : là", "fr-CA", "fr") == "«\u00a0oui\u00a0»; non! vous\u00a0: là"


def test_no_other_language_is_given_spaces() -> None:
    assert set_in("so ; und : « x »", "de") == "so ; und : « x »"


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        ("prison IK-18 at Kharp", "prison IK\u201118 at Kharp"),
        ("колония ИК-18", "колония ИК\u201118"),
        ("a mid-20th line, Covid-19, X-1", "a mid-20th line, Covid-19, X-1"),
        ("https://a.example/IK-18 and ik@IK-18.example", "https://a.example/IK-18 and ik@IK-18.example"),
        ("{{ 'IK-18' }}", "{{ 'IK-18' }}"),
    ],
)
def test_a_code_does_not_part_at_the_end_of_a_line(source: str, printed: str) -> None:
    assert set_in(source, "en") == printed


def test_a_text_with_what_no_text_may_hold_is_left_alone() -> None:
    assert set_in("IK-18 \x1a {{ date }}", "fr") == "IK-18 \x1a {{ date }}"


def test_lists_are_parted_as_the_language_parts_them() -> None:
    assert [semicolon(tag) for tag in ("en", "fr", "fr-CH", "fr-CA")] == [";", "\u202f;", "\u202f;", ";"]
