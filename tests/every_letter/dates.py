"""Long dates as each language writes them, by hand."""

from datetime import date

_MONTHS = {
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "en": "January February March April May June July August September October November December",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
}
#: English that puts the month first.
_MONTH_FIRST = {"en-US", "en-CA"}
#: English that writes the day with two digits, as CLDR has it.
_TWO_DIGITS = {"en-MT"}


def long_date(day: date, tag: str) -> str:
    """The day in a letter, with plain spaces."""
    language = tag.partition("-")[0]
    month = _MONTHS[language].split()[day.month - 1]
    if tag == "de-AT" and day.month == 1:
        month = "Jänner"
    number = str(day.day)
    if day.day == 1:
        number = {"fr": "1er", "it": "1º", "pt": "1º"}.get(language, "1")
        if tag in {"pt-PT", "pt-AO"}:
            number = "1"
    if tag in _TWO_DIGITS:
        number = f"{day.day:02}"
    if tag in _MONTH_FIRST:
        return f"{month} {number}, {day.year}"
    between = {"de": ". ", "es": " de ", "pt": " de "}.get(language, " ")
    after = {"es": " de ", "pt": " de "}.get(language, " ")
    return f"{number}{between}{month}{after}{day.year}" + (" г." if language == "ru" else "")
