"""What a database complains of, in one line that says what to do."""

from sqlalchemy.exc import DBAPIError

#: What SQLite (https://www.sqlite.org/rescode.html) and PostgreSQL's client say → what helps: the first
#: that fits.
_HELPS = {
    "is locked": "another program holds it: end that, and try again",
    "is full": "make room on its disk, and try again",
    "disk i/o error": "its disk is full, or gone: make room, and try again",
    "unable to open": "its file and its folder must be there, and yours to write into",
    "readonly": "its file and its folder must be yours to write into",
    "not a database": "the file is another one, or damaged: put it back from your last copy",
    "malformed": "it is damaged: put it back from your last copy",
    "no such": "it is damaged: put it back from your last copy",
    "decode": "it is damaged: put it back from your last copy",
    "connection": "see that its server runs, and that OUTREACH_DATABASE_URL names it",
    "authentication": "see that OUTREACH_DATABASE_URL has the right password",
}
_ANYTHING = "look at its disk or its server, and try again"


def trouble(error: DBAPIError) -> str:
    """What is wrong with the database, and what helps: a line, without what was asked of it."""
    cause = (str(error.orig).splitlines() or ["it says nothing"])[0]
    helps = next((words for sign, words in _HELPS.items() if sign in cause.lower()), _ANYTHING)
    return f"the database cannot be used: {cause}; {helps}"
