"""Texts of a campaign's file that are written by language, and the tags of languages in it."""

from collections.abc import Mapping

from outreach.lists.toml_table import TomlTable
from outreach.model.locale import is_language_tag


def texts_by_language(above: TomlTable, key: str) -> Mapping[str, str]:
    """The table's texts, by tag; ``default`` serves the languages that have none. Raises `BadInput`."""
    table = above.table(key)
    texts = table.text_by_key()
    for code in texts:
        if code != "default":
            known_language(table, code, code)
    if "default" not in texts:
        raise table.wrong("default", "is missing: it serves every language that has no line here")
    return texts


def known_language(table: TomlTable, key: str, code: str) -> str:
    """The tag (BCP 47) as it is written. Raises `BadInput` for what is none."""
    if not is_language_tag(code):
        raise table.wrong(key, f"{code!r} is not the tag of a language: write it like fr or pt-PT")
    return code
