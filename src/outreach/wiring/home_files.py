"""The files that staff own, below one home: its own, or else the starter's."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath

from outreach.files.read import LARGEST_TOML, is_there, read_file, require_below
from outreach.lists.campaign_file import read_campaign
from outreach.lists.case_file import read_case
from outreach.lists.signatories import read_signatories
from outreach.model.campaign import Campaign
from outreach.model.errors import NotFound
from outreach.model.form_of_address import FormsOfAddress
from outreach.model.made_from import Texts
from outreach.model.signatory import Signatory
from outreach.model.territory import Territories
from outreach.rendering.paper.picture import LARGEST_PICTURE, Picture, picture
from outreach.rendering.templates.digests import (
    forms_digests,
    signature_digest,
    territories_digests,
    texts_digests,
)
from outreach.rendering.workshop.workshop import Workshop
from outreach.wiring.other_cases import left_over
from outreach.wiring.staff_files import annex_countries, forms_of_address
from outreach.wiring.template_check import LookedOver, look_over, steps_in


@dataclass(frozen=True, kw_only=True)
class HomeFiles:
    """Where they are, and what stands in them."""

    home: Path
    starter: Path

    @property
    def roots(self) -> list[Path]:
        """Where rows are read from: those below the last stand for those below the first."""
        return [self.starter, self.home]

    def path(self, *names: str) -> Path:
        """A folder or file below config, contacts or templates: the home's own, else the starter's."""
        own = self.home.joinpath(*names)
        return own if is_there(own) else self.starter.joinpath(*names)

    def campaign(self, file: Path, name: str, *, today: date) -> Campaign:
        """The campaign in that file, with its signatories and its case; messages call it ``name``.

        Raises `BadInput` for whichever of the three files is wrong.
        """
        read = read_campaign(read_file(file, limit=LARGEST_TOML), name, today=today)
        signatories: tuple[Signatory, ...] = ()
        if read.signatories is not None:
            signed = self._named(read.signatories)
            signatories = read_signatories(read_file(signed), signed.name)
        case = None
        if read.case is not None:
            stated = self._named(read.case)
            case = read_case(read_file(stated, limit=LARGEST_TOML), stated.name)
        return read.completed(signatories, case)

    def forms(self, languages: Collection[str]) -> FormsOfAddress:
        """How offices are greeted in these languages (tags): the home's rows over the starter's.

        Raises `BadInput`, also for a language that has no table.
        """
        return forms_of_address(self.roots, languages)

    @property
    def territories(self) -> Territories:
        """How the annex calls countries: the home's rows over the starter's."""
        return annex_countries(self.roots)

    def workshop(self, campaign: Campaign) -> Workshop:
        """Its template, opened; to be closed. Raises `TemplateFault`."""
        return Workshop(self._template(campaign), [step.name for step in campaign.steps], campaign.requests)

    def digests(self, campaign: Campaign, forms: FormsOfAddress) -> Texts:
        """What the campaign's letters are made from as it is now (`model.made_from`)."""
        signature = self.signature(campaign)
        return (
            texts_digests(self._template(campaign))
            | forms_digests(forms)
            | territories_digests(self.territories)
            | (signature_digest(signature.content) if signature else {})
        )

    def signature(self, campaign: Campaign) -> Picture | None:
        """The picture that is printed where somebody signs, if the campaign has one. Raises `BadInput`."""
        name = campaign.paper.signature
        return picture(read_file(self._named(name), limit=LARGEST_PICTURE), name) if name else None

    def templates(self, name: str | None, campaign: Campaign | None = None) -> list[LookedOver]:
        """What is wrong, and what should be looked at, in the texts of that template, or of all.

        With a campaign its steps and requests are asked for, of its own template. Raises `NotFound`.
        """
        if campaign:
            steps = [step.name for step in campaign.steps]
            found = look_over(self._template(campaign), steps, campaign.requests)
            return [found.with_others(self.left_over(campaign))]
        folders = [self.path("templates", "emails", one) for one in ([name] if name else self._names())]
        if missing := [folder.name for folder in folders if not folder.is_dir()]:
            raise NotFound(f"there is no template {missing[0]!r}: name one of {', '.join(self._names())}")
        return [
            look_over(folder, steps, ()).with_others(left_over(self.roots, folder, steps))
            for folder in folders
            for steps in [steps_in(folder)]
        ]

    def left_over(self, campaign: Campaign) -> list[str]:
        """What the campaign's texts have of another case, a line each."""
        steps = [step.name for step in campaign.steps]
        own = campaign.case.name if campaign.case else None
        return left_over(self.roots, self._template(campaign), steps, own)

    def _named(self, name: str) -> Path:
        """The file that another one names: below the folder that it says, and no link leads out of that."""
        parts = PurePosixPath(name).parts
        file = self.path(*parts)
        require_below(file, file.parents[len(parts) - 2])
        return file

    def _template(self, campaign: Campaign) -> Path:
        return self.path("templates", "emails", campaign.template)

    def _names(self) -> list[str]:
        """The templates of this home and of the starter."""
        emails = [root / "templates" / "emails" for root in self.roots]
        layouts = (layout for folder in emails for layout in folder.glob("*/layout.txt"))
        return sorted({layout.parent.name for layout in layouts})
