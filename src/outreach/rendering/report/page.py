"""One page that shows staff a whole campaign: every letter, who answered, and who gets no letter.

It is one file without scripts that fetches nothing, so it may be kept, mailed and opened in ten years.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from babel import Locale, UnknownLocaleError
from jinja2 import Template

from outreach.model.counted import counted
from outreach.model.directory import Channel
from outreach.model.locale import is_language_tag
from outreach.model.status import Status
from outreach.model.thread import AnswerKind, ThreadOutcome
from outreach.rendering.report.groups import GROUPS, Group
from outreach.rendering.templates.environment import environment


@dataclass(frozen=True, kw_only=True)
class Written:
    """One letter."""

    #: The office's id, its name, and the body it belongs to (one of `directory.BODIES`).
    office_id: str
    name: str
    body: str
    step: str
    #: BCP 47 tag; the page says the language's own name.
    language: str
    channel: Channel
    #: The letter's id.
    letter_id: str
    status: Status
    reason: str
    #: None where nothing was sent, so nothing can come back.
    outcome: ThreadOutcome | None
    #: These three may be empty, and are then left out.
    address: str
    subject: str
    #: When it left or will leave: a civil time, already in words.
    when: str
    #: The letter as its recipient sees it, a whole HTML document; None while it is blocked.
    html: str | None


@dataclass(frozen=True, kw_only=True)
class Unwritten:
    """One office that gets no letter, and why."""

    office_id: str
    name: str
    body: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Specimen:
    """What one kind of letter looks like."""

    #: BCP 47.
    tag: str
    #: As its speakers call it: Français.
    language: str
    step: str
    #: What is asked, of whom, and by which way it goes.
    what: str
    subject: str
    #: A whole HTML document.
    html: str


@dataclass(frozen=True, kw_only=True)
class Report:
    """Everything that the page says."""

    title: str
    #: One line under the title.
    subtitle: str
    #: What was counted (a `Status`, or words of one's own), and how many.
    counts: tuple[tuple[str, int], ...]
    written: tuple[Written, ...]
    #: The office's name, what it said (`AnswerKind`, `ThreadOutcome` or own words), a note that may be empty.
    answered: tuple[tuple[str, str, str], ...]
    unwritten: tuple[Unwritten, ...]
    specimens: tuple[Specimen, ...]


_OUTCOMES: Mapping[str, str] = {
    ThreadOutcome.AWAITING: "No answer yet",
    ThreadOutcome.ACKNOWLEDGED: "Receipt acknowledged",
    ThreadOutcome.ANSWERED: "Answered",
    ThreadOutcome.PROMISED: "Promised to act",
    ThreadOutcome.REFUSED: "Refused",
    ThreadOutcome.TRANSFERRED: "Passed on to another office",
    ThreadOutcome.CLOSED: "Closed: not to be written to again",
    AnswerKind.OBJECTED: "Asks not to be written to",
    AnswerKind.BOUNCED: "The letter came back",
}
_STATES: Mapping[str, str] = {status: name for group in GROUPS for status, name in group.states.items()}
_BODIES = {
    "UN": "United Nations",
    "EU": "European Union",
    "CoE": "Council of Europe",
    "government": "Government",
    "parliament": "Parliament",
}
#: The steps that our campaigns have; any other is called what its campaign calls it.
_STEPS = {"first": "First letter", "reminder": "Reminder"}


@dataclass(frozen=True, kw_only=True)
class _Entry:
    """A letter in the page's words."""

    name: str
    step: str
    line: str
    state: str
    reason: str
    facts: Sequence[tuple[str, str]]
    subject: str
    #: For the subject's ``lang`` attribute; empty where it is not known.
    language: str
    html: str | None


def render_report(report: Report) -> str:
    """The page, as one self-contained HTML document.

    Whatever stands in the report is printed as text; a letter's document stands in a frame in which
    nothing runs and from which nothing is fetched.
    """
    groups = [(group, _entries(group, report.written)) for group in GROUPS]
    return _template().render(
        report=report,
        summary=_summary(groups, report),
        counts=[(_STATES.get(what, what), number) for what, number in report.counts],
        groups=groups,
        answered=[(name, _OUTCOMES.get(outcome, outcome), note) for name, outcome, note in report.answered],
        unwritten=_by_reason(report.unwritten),
        specimens=[(specimen, _STEPS.get(specimen.step, specimen.step)) for specimen in report.specimens],
    )


def _entries(group: Group, written: Iterable[Written]) -> list[_Entry]:
    order = list(group.states)
    mine = [letter for letter in written if letter.status in group.states]
    mine.sort(key=lambda letter: order.index(letter.status))
    return [_entry(letter, group.states[letter.status]) for letter in mine]


def _entry(letter: Written, state: str) -> _Entry:
    step = _STEPS.get(letter.step, letter.step)
    language = _own_name(letter.language)
    outcome = _OUTCOMES[letter.outcome] if letter.outcome else ""
    facts = (
        ("Answer", outcome),
        ("When", letter.when),
        ("To", letter.address),
        ("Part of", _BODIES.get(letter.body, letter.body)),
        ("Directory entry", letter.office_id),
        ("Letter number", letter.letter_id),
    )
    return _Entry(
        name=letter.name,
        step=step,
        line=" · ".join(filter(None, (step, language, f"by {letter.channel.in_words}"))),
        state=state,
        reason=_sentence(letter.reason.removeprefix(f"{state.lower()}: ")),
        facts=[(term, value) for term, value in facts if value],
        subject=letter.subject,
        language=letter.language if is_language_tag(letter.language) else "",
        html=letter.html,
    )


def _own_name(code: str) -> str:
    """What its speakers call a language; text that is no code stays as it is."""
    if not is_language_tag(code):
        return code
    try:
        name = Locale.parse(code, sep="-").get_display_name() or code
    except (UnknownLocaleError, ValueError):
        name = str(Locale("en").languages.get(code, code))
    return name[:1].upper() + name[1:]


def _summary(groups: Iterable[tuple[Group, Sequence[_Entry]]], report: Report) -> str:
    parts = [
        f"{len(entries)} {group.one if len(entries) == 1 else group.many}"
        for group, entries in groups
        if entries
    ]
    letters = f"{counted(len(report.written), 'letter')}: {', '.join(parts)}" if parts else "No letter yet"
    silent = counted(len(report.unwritten), "office")
    return f"{letters}. {counted(len(report.answered), 'answer')}. {silent} without a letter."


def _sentence(reason: str) -> str:
    """With a capital, unless it begins with a mailbox, a code or the like."""
    return reason[:1].upper() + reason[1:] if reason.partition(" ")[0].strip(":,;").isalpha() else reason


def _by_reason(unwritten: Iterable[Unwritten]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Reason → the offices' names and bodies, the reason of most offices first."""
    reasons: dict[str, list[tuple[str, str]]] = {}
    for office in unwritten:
        body = _BODIES.get(office.body, office.body)
        reasons.setdefault(office.reason, []).append((office.name, body))
    grouped = sorted(reasons.items(), key=lambda item: -len(item[1]))
    return [(_sentence(reason) or "No reason is known", names) for reason, names in grouped]


@lru_cache(maxsize=1)
def _template() -> Template:
    # Ours and not staff's, so the grammar does not read it; the sandbox has all it needs.
    page = files("outreach.rendering.report") / "pages" / "report.html"
    return environment(html=True).from_string(page.read_text(encoding="utf-8"))
