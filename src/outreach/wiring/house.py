"""Settings → House: the one file that knows every room."""

import os
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, partial
from pathlib import Path

from sqlalchemy import URL, Engine

from outreach.files.clock import read_clock, write_clock
from outreach.files.home import (
    audit_key,
    database_file,
    home_name,
    private_files,
    sandbox_key,
)
from outreach.files.permissions import require_private
from outreach.files.read import LARGEST_TOML, is_there, read_file, shown_name
from outreach.lists.contacts import read_contacts
from outreach.lists.follow_up_rules import read_follow_up_rules
from outreach.lists.kinds import require_known_kinds
from outreach.model.campaign import Campaign
from outreach.model.carrier import Transport
from outreach.model.errors import BadInput, NotAllowed, WrongState
from outreach.model.filter_term import Key
from outreach.model.follow_up import FollowUpRules
from outreach.model.ids import CampaignId
from outreach.model.made_from import differences
from outreach.model.nearest import with_nearest
from outreach.rendering.paper.typesetter import Typesetter
from outreach.settings import Delivery, Settings
from outreach.store import campaigns, directory
from outreach.store.damage import tell
from outreach.store.database import open_database, reading
from outreach.store.database_url import require_database_here, require_safe_way
from outreach.store.migrate import require_current
from outreach.store.sender_lock import sender_lock
from outreach.transports.account import Account, SandboxAddress
from outreach.transports.sandbox.servers import Sandbox
from outreach.wiring.accounts import live_transports, read_accounts, rehearsed_transports
from outreach.wiring.campaign_texts import CampaignTexts, what_lacks
from outreach.wiring.home_files import HomeFiles
from outreach.wiring.sending import Sending
from outreach.wiring.staff_files import (
    held_offices,
    require_ways,
    with_names_and_holders,
)
from outreach.work.contacts.load import DirectoryFile
from outreach.work.installation.make_home import make_home, require_kept
from outreach.work.letters.compose import DraftContext
from outreach.work.sending.context import SendContext

#: In a home: the kill switch that needs no database, and the rehearsal's own time.
STOP_FILE = "STOP"
CLOCK_FILE = "clock"
#: Results that the database did not take, until the next start.
JOURNAL_FILE = "results.journal"


@dataclass(frozen=True)
class House:
    """One home with its database, and the files that staff own: its own, or else the starter's."""

    home: Path
    starter: Path
    settings: Settings

    @cached_property
    def engine(self) -> Engine:
        """The database, whose schema is checked at the first use. Raises `WrongState` where there is none.

        Live, `NotAllowed` for a home into which others may look.
        """
        if not self.home.is_dir():
            raise WrongState(f"there is no home at {self.home} yet: run `outreach init` first")
        if self.live:
            require_private(private_files(self.home))
        engine = self._unchecked_engine()
        require_kept(self.home, engine)
        require_current(engine)
        return engine

    def prepare(self, *, own_files: bool = False) -> None:
        """Make the home and its database, or bring them up to date. Safe to repeat.

        With ``own_files`` a new home gets a copy of the starter files; without, it reads them where they are.
        """
        make_home(self.home, self._unchecked_engine(), starter=self.starter if own_files else None)

    def clock(self) -> datetime:
        """Now (UTC): the machine's time, or in a rehearsal the one its clock file keeps."""
        file = self.home / CLOCK_FILE
        if self.live and is_there(file):
            raise NotAllowed(f"{file} sets the clock, which only a rehearsal may do: remove it")
        return read_clock(file) or datetime.now(UTC)

    def set_clock(self, moment: datetime) -> None:
        """Turn the rehearsal's clock. Raises `NotAllowed` where letters are live."""
        if self.live:
            raise NotAllowed("only a rehearsal may turn its clock")
        write_clock(self.home / CLOCK_FILE, moment)

    @property
    def live(self) -> bool:
        """Whether letters leave for the world."""
        return self.settings.delivery is Delivery.LIVE

    @cached_property
    def accounts(self) -> Mapping[str, Account]:
        """What letters are sent from. Raises `BadInput` for one that is set wrongly."""
        return read_accounts(self.settings.accounts)

    @property
    def files(self) -> HomeFiles:
        """The files that staff own."""
        return HomeFiles(home=self.home, starter=self.starter)

    def contacts(self, file: Path) -> DirectoryFile:
        """The offices in that file."""
        name = shown_name(Path(file.name))
        read = read_contacts(read_file(file), name, today=self.clock().date())
        return DirectoryFile(
            name=name,
            offices=with_names_and_holders(read.offices, self.files.roots),
            rows=read.rows,
            problems=read.problems,
            notes=read.notes,
        )

    def holders_of_no_office(self, read: Collection[DirectoryFile]) -> list[str]:
        """Offices that the list of holders names and neither these files nor the directory have."""
        with reading(self.engine) as connection:
            known = {office.id for office in directory.find(connection, unreadable=tell)}
        known |= {office.id for file in read for office in file.offices}
        return [with_nearest(office, known) for office in sorted(held_offices(self.files.roots) - known)]

    def campaign(self, file: Path) -> Campaign:
        """The campaign in that file, with its signatories; `texts` holds its steps against its template."""
        name = shown_name(Path(file.name))
        campaign = self.files.campaign(file, name, today=self.clock().date())
        rules = self.rules
        with reading(self.engine) as connection:
            known = {office.body_kind for office in directory.find(connection, unreadable=tell)}
        if known:  # before the directory is loaded, nothing is known
            kinds = set().union(*(one.named(Key.KIND) for one in campaign.filters()))
            require_known_kinds(sorted(kinds), known, f"{name}: kind:")
            require_known_kinds(rules.by_kind, known, "follow-ups.toml: kind.")
        return campaign

    @cached_property
    def rules(self) -> FollowUpRules:
        """How long each kind of body is waited for."""
        file = self.files.path("config", "follow-ups.toml")
        return read_follow_up_rules(read_file(file, limit=LARGEST_TOML), file.name)

    def texts(self, campaign: Campaign) -> CampaignTexts:
        """What the campaign's letters would be made from as it is now.

        Raises `TemplateFault` for a template from which the campaign's steps cannot be written, `BadInput`
        for a campaign that wants a language or an account that is not there.
        """
        with self.files.workshop(campaign) as template:
            require_ways(campaign, languages=template.languages, accounts=self.accounts)
            forms = self.files.forms(template.languages)
            digests = self.files.digests(campaign, forms)
            findings = (*self.files.left_over(campaign), *template.findings)
            return CampaignTexts(digests=digests, lack=what_lacks(template), findings=findings)

    @contextmanager
    def draft_context(self, campaign_id: CampaignId) -> Iterator[DraftContext]:
        """What drafting that campaign's letters needs; its workshop is closed with it.

        Raises `BadInput` for a language that is there and not complete: its offices would be written to
        in another one, and nobody would have said so. Raises `WrongState` where the texts have changed
        since the campaign was loaded: who changes them is a maker of its letters, and must say so.
        """
        with reading(self.engine) as connection:
            record = campaigns.get(connection, campaign_id)
        campaign = record.campaign
        with self.files.workshop(campaign) as template:
            if lack := what_lacks(template):
                raise BadInput(lack)
            forms = self.files.forms(template.languages)
            changed = sorted(differences(record.texts, self.files.digests(campaign, forms)))
            if changed:
                raise WrongState(
                    f"{changed[0]} has changed since campaign {campaign_id} was loaded: "
                    "`outreach campaign load` it again"
                )
            yield DraftContext(
                template=template,
                forms=forms,
                rules=self.rules,
                live=self.live,
                default_account=self.settings.default_account,
                territories=self.files.territories,
                typesetter=Typesetter(self.files.signature(campaign)),
            )

    @contextmanager
    def sending(self, going: Callable[[], bool] = lambda: True) -> Iterator[Sending]:
        """The right to send, for as long as the context lasts.

        On SQLite this process alone sends from this home, and `WrongState` is raised while another one does;
        on PostgreSQL each sender is known by a lock of its own (`store.presence`). A rehearsal without a
        sandbox of its own has one here.
        """
        engine = self.engine  # before the lock, which wants a home to lie in
        with ExitStack() as stack:
            if engine.dialect.name != "postgresql":
                stack.enter_context(sender_lock(self.home))
            context = SendContext(
                engine=engine,
                transports=self._ways_out(stack),
                delivery=self.settings.delivery,
                home=home_name(self.home),
                rules=self.rules,
                clock=self.clock,
                journal=self.home / JOURNAL_FILE,
                stopped=self.is_stopped,
                going=going,
            )
            yield Sending(context=context)

    @contextmanager
    def ways_out(self) -> Iterator[Mapping[str, Transport]]:
        """A transport for each account, for what is no letter; a rehearsal's go to its sandbox."""
        with ExitStack() as stack:
            yield self._ways_out(stack)()

    def is_stopped(self) -> bool:
        """Whether the file that stops everything is there, whatever it is."""
        return os.path.lexists(self.home / STOP_FILE)

    def remove_stop_file(self) -> None:
        """Take the file away that stops everything. Raises `BadInput` where that cannot be done."""
        file = self.home / STOP_FILE
        try:
            file.rmdir() if file.is_dir() and not file.is_symlink() else file.unlink()
        except OSError as error:
            raise BadInput(f"{file} cannot be removed: {error.strerror}") from None

    def own(self, file: Path) -> Path:
        """A path as somebody typed it: in the home if it is there, for a home owns its files."""
        inside = self.home / file
        return inside if not file.is_absolute() and is_there(inside) else file

    def sandbox(self, *, smtp_port: int = 0, http_port: int = 0) -> Sandbox:
        """The rehearsal's servers, not started."""
        key = sandbox_key(self.home)
        return Sandbox(self.home / "received", smtp_port=smtp_port, http_port=http_port, key=key)

    def _unchecked_engine(self) -> Engine:
        url = self.settings.database_url.get_secret_value()
        engine = open_database(
            url or URL.create("sqlite", database=str(database_file(self.home).absolute())),
            audit_key=self.settings.audit_key.get_secret_value().encode() or audit_key(self.home),
        )
        (require_safe_way if self.live else require_database_here)(engine.url, os.environ)
        return engine

    def _ways_out(self, stack: ExitStack) -> Callable[[], Mapping[str, Transport]]:
        """What makes a transport for each account, and for each channel that a person serves."""
        if self.live:
            made = partial(live_transports, self.accounts)
        else:
            sandbox = self._standing_sandbox() or self._own_sandbox(stack)
            made = partial(rehearsed_transports, self.accounts, sandbox)
        made()  # what is wrong with an account is told before anything is claimed
        return made

    def _standing_sandbox(self) -> SandboxAddress | None:
        ports = self.settings.sandbox
        if not (ports.smtp_port and ports.http_port):
            return None
        key = sandbox_key(self.home)
        return SandboxAddress(smtp_port=ports.smtp_port, http_port=ports.http_port, key=key)

    def _own_sandbox(self, stack: ExitStack) -> SandboxAddress:
        return stack.enter_context(self.sandbox()).address
