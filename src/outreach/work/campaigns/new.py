"""Make a campaign of one's own: its file, its case, its texts, in neutral words that tell no case."""

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from outreach.files.new_campaign import FOLDER, TEXTS, read_neutral
from outreach.files.read import is_there
from outreach.files.write import write_new_files
from outreach.lists.faults import Faults
from outreach.lists.slug import is_slug
from outreach.lists.text import read_text
from outreach.model.errors import BadInput
from outreach.model.new_campaign import QUESTIONS

#: Of an answer in the neutral files: `$name`, `${name}`.
_PLACE = re.compile(r"\$\{?([a-z_]+)\}?")
#: Every language has it (`rendering.templates`).
_WORDS = "words.toml"
#: Letters of a name: it stands in each letter's path, in messages and in every list.
_LONGEST_NAME = 40
#: A campaign's first letters are dated within it (`lists.campaign_file`).
_A_YEAR = timedelta(days=366)


@dataclass(frozen=True, kw_only=True)
class MadeCampaign:
    """Where its files are now, below the home."""

    campaign: Path
    case: Path
    signatories: Path
    texts: Path
    languages: tuple[str, ...]


def new_campaign(
    roots: Sequence[Path],
    name: str,
    answers: Mapping[str, str],
    languages: Sequence[str] = (),
    *,
    loaded: Collection[str] = (),
    today: date,
) -> MadeCampaign:
    """Make the campaign of that name below the last of the roots, all its files or none.

    ``answers`` has something for each of `QUESTIONS`; ``languages`` are those in which it writes, the first
    before the others: all that the neutral texts are there in, if none is named. ``loaded`` are the ids of
    campaigns that there are. Nothing that stands anywhere is overwritten. Raises `BadInput` with a line for
    everything that is wrong.
    """
    neutral = read_neutral(roots)
    offered = _languages(neutral)
    faults = Faults()
    faults.take(require_name, name)
    given = {one.key: faults.take(one.answered, answers[one.key]) for one in QUESTIONS}
    faults.take(_require_soon, given["first_on"], today)
    for language in languages:
        faults.take(_require_offered, language, offered)
    faults.refuse()
    made = _places(name, tuple(dict.fromkeys(languages)) or offered)
    _require_free(roots, made, name, loaded)
    home = roots[-1]
    files = {home / path: content for path, content in _filled(neutral, made, name, given).items()}
    write_new_files(files)
    return made


def _languages(neutral: Mapping[str, bytes]) -> tuple[str, ...]:
    """Those of the neutral texts."""
    paths = (name.split("/") for name in neutral)
    return tuple(sorted(path[1] for path in paths if path[0] == TEXTS and path[2:] == [_WORDS]))


def require_name(name: str) -> None:
    """Raise `BadInput` for what cannot be a campaign's name."""
    if not is_slug(name) or len(name) > _LONGEST_NAME:
        raise BadInput(
            f"{name!r} is no name for a campaign: take lower-case letters, digits and dashes, "
            f"{_LONGEST_NAME} at most, like sadykova-2027"
        )


def _require_soon(day: str | None, today: date) -> None:
    if day and abs(date.fromisoformat(day) - today) > _A_YEAR:
        raise BadInput(f"--first-on: {day} is more than a year from today, {today}: mend the year")


def _require_offered(language: str, offered: Sequence[str]) -> None:
    if language not in offered:
        raise BadInput(
            f"--language: there are no neutral texts in {language!r}: take {', '.join(offered)}, and add "
            "another language by hand"
        )


def _places(name: str, languages: tuple[str, ...]) -> MadeCampaign:
    return MadeCampaign(
        campaign=Path("config", "campaigns", f"{name}.toml"),
        case=Path("config", "cases", f"{name}.toml"),
        signatories=Path("contacts", f"{name}-signatories.csv"),
        texts=Path("templates", "emails", name),
        languages=languages,
    )


def _require_free(roots: Sequence[Path], made: MadeCampaign, name: str, loaded: Collection[str]) -> None:
    """The starter's files count too: a home's own would stand for them."""
    if name in loaded:
        raise BadInput(f"there is a campaign {name} already: take another name")
    for path in (made.campaign, made.case, made.signatories, made.texts):
        if any(is_there(root / path) for root in roots):
            raise BadInput(f"{path.as_posix()} is there already: move it away, or take another name")


def _filled(
    neutral: Mapping[str, bytes], made: MadeCampaign, name: str, given: Mapping[str, str]
) -> dict[Path, bytes]:
    """The files; the campaign's own is the last, for without it the others are nothing."""
    fallback = "en" if "en" in made.languages else made.languages[0]
    texts = {
        **given,
        "name": name,
        "title": given["case"],
        "reference": name.upper(),
        "fallback": fallback,
        "version": given["first_on"],
        "case_file": made.case.as_posix(),
        "signatories_file": made.signatories.as_posix(),
        "state": given["state"] or "XX",
    }
    values = {key: _quoted(text) for key, text in texts.items()}
    values["languages"] = f"[{', '.join(map(_quoted, made.languages))}]"
    values["first_on"] = given["first_on"]  # a date stands without quotes
    values["no_bar"] = "" if given["state"] else "# "
    files = {
        made.texts / path: content
        for path, content in _texts(neutral).items()
        if "/" not in path or path.partition("/")[0] in made.languages
    }
    files[made.signatories] = neutral["signatories.csv"]
    for path, source in ((made.case, "case.toml"), (made.campaign, "campaign.toml")):
        files[path] = _substituted(neutral[source], f"{FOLDER.as_posix()}/{source}", values)
    return files


def _substituted(content: bytes, file: str, values: Mapping[str, str]) -> bytes:
    """The neutral file with the answers in their places; a home may have changed it."""

    def put(place: re.Match[str]) -> str:
        if place[1] not in values:
            raise BadInput(f"{file}: there is nothing to put into {place.group()}: take one of {known}")
        return values[place[1]]

    known = ", ".join(f"${key}" for key in sorted(values))
    return _PLACE.sub(put, read_text(content, file)).encode()


def _texts(neutral: Mapping[str, bytes]) -> dict[str, bytes]:
    start = f"{TEXTS}/"
    return {name.removeprefix(start): content for name, content in neutral.items() if name.startswith(start)}


def _quoted(text: str) -> str:
    """As TOML writes a text in quotes: JSON's escapes are among TOML's, and there are no controls in it."""
    return json.dumps(text, ensure_ascii=False)
