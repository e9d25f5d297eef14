"""The workshop: where the letters of one template are made, in a process that can be thrown away.

A template is a program, and staff write it (docs/security-rules.md T13). Its texts are read here, but neither
compiled nor run: that is done by a process with bounds (`limits`), started once for many letters. If a text
takes more than a letter may, that process ends, one line says so, and the next letter gets a new one.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Self, TypeVar

from outreach.model.directory import Channel
from outreach.model.errors import BadInput, TemplateFault
from outreach.model.request import Request
from outreach.rendering.letter.facts import Facts
from outreach.rendering.letter.mould import Marked, Mould, marked, mould
from outreach.rendering.letter.particulars import Particulars, particulars
from outreach.rendering.letter.plain_text import folded
from outreach.rendering.letter.proof import proofread
from outreach.rendering.letter.rendered import Rendered
from outreach.rendering.templates.template_files import read_template_files
from outreach.rendering.workshop.exchange import Ended, Spent
from outreach.rendering.workshop.limits import Limits
from outreach.rendering.workshop.messages import (
    Compiled,
    Fault,
    Whose,
    letter_request,
    read_answer,
    template_request,
)
from outreach.rendering.workshop.process import Process

#: A hundred kilobytes each; a campaign has some for each language and request.
_MOST_MOULDS = 256
#: In the place of a mould that may be worth making.
_MET_ONCE = object()

Wanted = TypeVar("Wanted", Compiled, Rendered)


class Workshop:
    """One template and its process; to be closed, as a file is.

    Letters are made one after the other, whoever asks.
    """

    def __init__(
        self,
        folder: Path,
        steps: Sequence[str],
        requests: Collection[Request] = (),
        *,
        limits: Limits | None = None,
    ) -> None:
        """Open the template in ``folder`` for a campaign with these steps, first letter first, and requests.

        Raises `TemplateFault`, naming file and line, for a text that cannot be read or does what a template
        must not, if no language is complete, and if compiling takes more than it may.
        """
        self.name = folder.name
        self._limits = limits or Limits()
        self._one_at_a_time = Lock()
        self._process = Process(self._limits)  # it begins while we read
        self._is_open = True
        try:
            files = read_template_files(folder, steps)
            self._template = template_request(files, steps, [request.texts for request in requests])
            compiled = self._compile()
        except BaseException:
            self.close()
            raise
        #: The languages that have every text of every step; and the others, with what each lacks.
        self.languages = compiled.languages
        self.incomplete = compiled.incomplete
        #: What a person should look at in its texts, a line each; none of it stops a letter.
        self.findings = compiled.findings
        self._asked_about = compiled.asked_about
        #: By wording; None for one that each letter is rendered for.
        self._moulds: dict[object, Mould | object | None] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process. Safe to repeat."""
        self._is_open = False
        self._process.end()

    def render(self, facts: Facts) -> Rendered:
        """The letter of these facts; the same from the same, always.

        Raises `TemplateFault` for what would go wrong in any letter, or if making it takes more than a letter
        may; and `BadInput` for what this letter lacks, or what a person wrote for it alone.
        """
        letter = particulars(facts)
        with self._one_at_a_time:
            if not self._is_open:
                raise ValueError("this workshop is closed")
            try:
                return self._from_mould(letter) or self._by_itself(letter)
            except Spent as spent:
                whose = TemplateFault if letter.own_body is None else BadInput
                raise whose(f"{letter.where}: {spent}") from None
            except Ended as ended:
                raise TemplateFault(f"{letter.where}: {ended}") from None

    def _from_mould(self, letter: Particulars) -> Rendered | None:
        """The letter, if it can be made from a mould; the second of a wording makes it.

        The first does not: many a wording has one letter.
        """
        one = marked(letter, self._asked_about)
        if one is None:
            return None
        if one.wording not in self._moulds:
            if len(self._moulds) >= _MOST_MOULDS:
                self._moulds.clear()
            self._moulds[one.wording] = _MET_ONCE
            return None
        found = self._moulds[one.wording]
        if found is _MET_ONCE:
            found = self._moulds[one.wording] = self._mould(one)
        return found.filled(one.filling) if isinstance(found, Mould) else None

    def _mould(self, one: Marked) -> Mould | None:
        """The mould of that wording, tried; None if it does not make what a letter by itself would be."""
        trial = one.trial
        try:
            made = mould(self._proofread(one.letter))
            return made if made and made.filled(trial.filling) == self._by_itself(trial.letter) else None
        except (BadInput, TemplateFault):  # it is told of the letter by itself
            return None

    def _by_itself(self, letter: Particulars) -> Rendered:
        rendered = self._proofread(letter)
        if letter.values["channel"] == Channel.WEB_FORM:
            return rendered  # to be copied into the form, paragraph by paragraph
        return replace(rendered, text=folded(rendered.text))

    def _proofread(self, letter: Particulars) -> Rendered:
        rendered = self._rendered(letter)
        proofread(letter.where, rendered)  # whatever has made it
        return rendered

    def _rendered(self, letter: Particulars) -> Rendered:
        if not self._process.alive:
            self._process.end()
            self._process = Process(self._limits)
            self._compile()
        return self._ask(letter_request(letter), Rendered)

    @property
    def pid(self) -> int:
        """The number of its process as it is now."""
        return self._process.pid

    def _compile(self) -> Compiled:
        try:
            return self._ask(self._template, Compiled)
        except Ended as ended:
            raise TemplateFault(f"{self.name}: {ended}") from None

    def _ask(self, request: bytes, wanted: type[Wanted]) -> Wanted:
        answer = read_answer(self._process.ask(request))
        match answer:
            case wanted():
                return answer
            case Fault(whose=Whose.TEMPLATE):
                raise TemplateFault(answer.message)
            case Fault(whose=Whose.LETTER):
                raise BadInput(answer.message)
        self._process.end()  # nobody knows what state it is in
        match answer:
            case Fault(whose=Whose.MEMORY):
                raise Spent("needs more memory than a letter may: shorten its texts")
            case Fault():
                raise Ended(f"a fault in outreach: {answer.message}")
        raise Ended("a fault in outreach: the process that makes letters answers what nobody asked")
