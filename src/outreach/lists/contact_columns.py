"""The columns of the directory's files: the one place that names them.

`docs/contacts.md` explains the same to staff, and a test holds it to this.
"""

from dataclasses import dataclass, fields

from outreach.model.directory import Office
from outreach.model.ids import OfficeId


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column."""

    name: str
    #: What stands in it, in one sentence.
    says: str
    #: Whether every row has something there; other columns may be empty, or missing.
    required: bool = False
    #: What an empty cell means.
    default: str = ""
    #: Whether it is a short name, which other files repeat.
    slug: bool = False
    #: Letters that it may have; what people write has far fewer.
    longest: int = 300


#: In the order in which we write them.
COLUMNS = (
    Column(
        name="id",
        says="the office's short name, for good: letters and answers are kept under it",
        required=True,
        slug=True,
    ),
    Column(name="parent", says="the office above it", slug=True),
    Column(
        name="body",
        says="the body it belongs to; campaigns can send whole bodies by another account",
        required=True,
    ),
    Column(
        name="name",
        says="the institution, as staff call it; letters call it as `office-names.csv` has it",
        required=True,
    ),
    Column(
        name="body_kind",
        says="what sort of body it is: decides what is asked of it, and how long it is waited for",
        required=True,
        slug=True,
    ),
    Column(name="unit", says="the department, for staff; it is not printed"),
    Column(name="title", says="how the office is called among staff; it is not printed"),
    Column(name="rank", says="what sort of office it is: decides the greeting", required=True, slug=True),
    Column(name="holder", says="the person in the office, if the letter shall name them"),
    Column(name="gender", says="of the holder, for the greeting alone; empty is `u`", default="u"),
    Column(name="email", says="its mailbox"),
    Column(name="web_form", says="its form", longest=2_000),
    Column(name="post", says="its postal address on one line", longest=1_000),
    Column(
        name="preference",
        says="which of the three to try first, if not in the order of the columns; "
        "it must name each that is filled in",
    ),
    Column(name="languages", says="the languages it works in, the best one first"),
    Column(
        name="written_in",
        says="the language that its letters are in, if it shall be another than the campaign would choose",
    ),
    Column(name="time_zone", says="where its office hours are; with a mailbox it is needed"),
    Column(name="country", says="the country it stands for"),
    Column(name="seat_country", says="the country whose holidays it keeps, if that is another"),
    Column(name="approach", says="whether letters are for it at all", required=True),
    Column(name="grade", says="how good the source is"),
    Column(name="source_url", says="where the row is from", longest=2_000),
    Column(name="source_date", says="of which day the source is"),
    Column(name="contact_page", says="where to look for its address", longest=2_000),
    Column(name="candidates", says="what might be its address; shown to whoever looks, never written to"),
    Column(
        name="checked_on",
        says="on which day the addresses of this row were looked up on the institution's own page",
    ),
    Column(name="checked_by", says="who did; it goes with `checked_on`"),
    Column(name="note", says="for staff; never printed", longest=5_000),
)

NAMES = tuple(column.name for column in COLUMNS)
REQUIRED = tuple(column.name for column in COLUMNS if column.required)
OPTIONAL = tuple(column.name for column in COLUMNS if not column.required)
SLUGS = tuple(column.name for column in COLUMNS if column.slug)
LONGEST = {column.name: column.longest for column in COLUMNS}
DEFAULTS = {column.name: column.default for column in COLUMNS if column.default}
#: Those that an office has as a field of the same name, with the cell's text as it is.
TEXTS = tuple(field.name for field in fields(Office) if field.name in NAMES and field.type in (str, OfficeId))

#: How columns were called once → how they are called now.
FORMER_NAMES = {"kind": "body_kind", "office": "title", "office_kind": "rank"}
