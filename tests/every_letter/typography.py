"""How each language is set, written down anew: its marks, its spaces, its letters."""

import re
from collections.abc import Iterator

#: Every mark that some language quotes with; ’ is also an apostrophe, and allowed everywhere.
_ALL = "«»‹›„“”‚‘"
_MARKS = {
    "de": "„“‚‘", "de-CH": "«»‹›", "de-LI": "«»‹›", "en": "‘“”", "en-US": "“”‘", "en-CA": "“”‘",
    "es": "«»“”", "es-MX": "“”‘", "es-AR": "“”‘", "es-CL": "“”‘", "fr": "«»“”", "it": "«»“”",
    "pt": "“”‘", "pt-PT": "«»“”", "pt-AO": "«»“”", "ru": "«»„“",
}  # fmt: skip
#: A quotation begins with one of the outer marks.
_OUTER = {
    "en": "‘", "en-US": "“", "en-CA": "“", "es-MX": "“", "es-AR": "“", "es-CL": "“", "pt": "“",
    "de": "„", "de-CH": "«", "de-LI": "«", "es": "«", "fr": "«", "it": "«", "pt-PT": "«", "pt-AO": "«",
    "ru": "«",
}  # fmt: skip
_NO_BREAK = "\u00a0\u202f"
_ENGLISH_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"


def typography_faults(text: str, tag: str) -> Iterator[str]:
    """What a printer of that language would mark."""
    language = tag.partition("-")[0]
    marks = _MARKS.get(tag, _MARKS[language])
    text = re.sub(r"\S+@\S+|https?://\S+|AM-2026/\S+|‹date›", " ", text)
    foreign = set(_ALL) - set(marks)
    patterns = [
        (f"[{''.join(sorted(foreign))}]", "a mark of another language"),
        (r"['\"]", "a straight mark"),
        (r"\b(?:IK|ИК)[-‐ –]18", "a prison's number that may part"),
        (r"(?<![\u00a0\u202f])°", "a degree that may part"),
        (r"\d-\d(?=\d*\b)(?<!20\d\d-)", "a hyphen between numbers"),
    ]
    outer = _OUTER.get(tag, _OUTER[language])
    opening = [mark for mark in re.findall("[«„“‘‹‚]", text) if mark in marks]
    if opening and opening[0] != outer and not (outer == "„" and opening[0] == "“"):
        yield f"quotes with {opening[0]}"
    if language == "fr":
        if tag == "fr-CA":
            patterns.append((r"[\s\u00a0\u202f][;!?]", "a space that Canada does not set"))
        else:
            patterns.append((rf"[^{_NO_BREAK}][;!?](?!\w)", "no no-break space"))
        patterns += [
            (rf"[^{_NO_BREAK}]:(?=\s|$)", "no no-break space before a colon"),
            (rf"[^{_NO_BREAK}]»", "no no-break space in a quotation"),
            (rf"«[^{_NO_BREAK}]", "no no-break space in a quotation"),
        ]
    elif language != "fr":
        patterns.append((r"(?m)(?<=\w)[ \u00a0\u202f][:;!?]", "a French space"))
        patterns.append((r"«[\s\u00a0\u202f]|[\s\u00a0\u202f]»", "a French quotation"))
    if language == "ru":
        patterns += [("\u202f", "a narrow space"), (r"\d (?=г\.)", "a year that may part")]
    if tag in {"de-CH", "de-LI"}:
        patterns.append(("[ßẞ]", "a sharp s"))
    if tag == "en-US":
        patterns += [
            (rf"\b\d{{1,2}} (?:{_ENGLISH_MONTHS})\b", "a day before its month"),
            (r"\w*rganis\w+", "British spelling"),
        ]
    elif language == "en" and tag != "en-CA":
        patterns.append((rf"\b(?:{_ENGLISH_MONTHS}) \d{{1,2}},", "a month before its day"))
    if tag == "de-AT":
        patterns.append((r"\bJanuar\b", "Germany's January"))
    elif language == "de":
        patterns.append((r"\bJänner\b", "Austria's January"))
    for pattern, what in patterns:
        for found in re.finditer(pattern, text):
            near = text[max(0, found.start() - 20) : found.end() + 20]
            yield f"{what}: {near!r}"
