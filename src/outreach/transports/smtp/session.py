"""One session: letters over one connection at a time, each in doubt only between its dot and the answer.

Where the server pipelines (RFC 2920), the next letter's envelope rides behind the dot of the last. A letter
whose envelope was on its way when the connection ended has surely not left: it begins anew on the next
connection, and is not spent.
"""

from collections.abc import Sequence

from outreach.model.carrier import Feed
from outreach.model.errors import WrongState
from outreach.model.sending import Deferred, Message, NotNow, Outcome, Refused
from outreach.transports.smtp.dialogue import Dialogue
from outreach.transports.smtp.envelope import beyond, dot_stuffed, envelope
from outreach.transports.smtp.opening import Opening
from outreach.transports.smtp.reply import NO_REPLY, Reply
from outreach.transports.smtp.scope import Stage
from outreach.transports.smtp.verdict import objection, one_too_few, out_of_step, stopped, verdict
from outreach.transports.unsafe import reject_unsafe_message

#: What a kept connection answers to MAIL when it has had enough: nothing, goodbye, or "bad sequence".
_STALE = {NO_REPLY, 421, 503}


class Session:
    """Hands over letters as a feed gives them."""

    def __init__(self, opening: Opening) -> None:
        """Connects to nothing yet."""
        self._opening = opening
        self._patience = opening.patience
        self._dialogue: Dialogue | None = None
        #: Taken from the feed when the letter before it passed its dot.
        self._next: Message | None = None
        #: The answers to that one's envelope, if it rode behind the dot.
        self._answers: Sequence[Reply] = ()
        #: Whether the server may still hold a letter that came to nothing.
        self._unfinished = False

    async def carry(self, feed: Feed) -> None:
        """Until there are no more letters; the connection stays open then."""
        while (letter := self._next or await feed.next()) is not None:
            self._next = None
            try:
                outcome = await self.send(letter, feed)
            except (NotNow, WrongState):
                continue  # the feed raised it, and knows
            feed.ended(letter, outcome)

    async def send(self, letter: Message, feed: Feed) -> Outcome:
        """One letter to its end; another may be taken from the feed when it passes its dot.

        Whatever the feed raises goes through, and the connection is closed: in the middle of a letter that
        means "forget it" to the server (RFC 5321 §3.8).
        """
        try:
            return await self._hand_over(letter, feed)
        except BaseException:
            self.hang_up()
            raise

    async def quit(self) -> None:
        """Say goodbye, if there is a connection; what the server answers changes nothing. May be repeated."""
        try:
            if self._dialogue is not None:
                await self._dialogue.ask("QUIT", within=self._patience.quit)
        finally:
            self.hang_up()

    def hang_up(self) -> None:
        """Close the connection at once, if there is one."""
        if self._dialogue is not None:
            self._dialogue.close()
        self._dialogue = None
        self._answers = ()
        self._unfinished = False

    async def _hand_over(self, letter: Message, feed: Feed) -> Outcome:
        dialogue = await self._offer(letter)
        if not isinstance(dialogue, Dialogue):
            return dialogue
        if unasked := await dialogue.write_letter(dot_stuffed(letter.content)):
            return self._broken_off(unasked)
        await feed.before_handover(letter)
        # A last look: what the server said or did before the dot must not pass for its answer to it.
        if unasked := await dialogue.interrupted():
            return self._broken_off(unasked)
        return verdict(await self._say_dot(dialogue, feed))

    async def _offer(self, letter: Message) -> Dialogue | Deferred | Refused:
        """A dialogue in which the server waits for the letter's lines, or why there is none.

        A kept connection that turns out dead at MAIL, or out of step, is replaced once.
        """
        ahead, kept = bool(self._answers), self._dialogue is not None
        if not ahead and (refused := reject_unsafe_message(letter)):
            return refused
        dialogue = self._dialogue or await self._opening.begin()
        if not isinstance(dialogue, Dialogue):
            return dialogue
        self._dialogue = dialogue
        if not ahead and (refused := beyond(dialogue.features, letter)):
            return refused
        replies = await self._say_envelope(dialogue, letter)
        if kept and (replies[0].code in _STALE or out_of_step(replies)):
            self.hang_up()
            return await self._offer(letter)
        stop = objection(replies)
        if stop:
            self._note_refusal(replies[-1])
        return stop or dialogue

    async def _say_envelope(self, dialogue: Dialogue, letter: Message) -> Sequence[Reply]:
        """The answers to it, as far as the server goes along."""
        answers, unfinished = self._answers, self._unfinished
        self._answers, self._unfinished = (), False
        if answers:
            return answers
        if unfinished and (reset := await dialogue.ask("RSET")).code != 250:
            # A connection that cannot forget the letter before is as good as dead.
            return [Reply(code=NO_REPLY, text=str(reset))]
        return await dialogue.ask_all(*envelope(dialogue.features, letter))

    async def _say_dot(self, dialogue: Dialogue, feed: Feed) -> Reply:
        """The answer to the dot, and to the envelope behind it: before that no one can say which is which."""
        self._next = self._at_hand(feed, dialogue)
        behind = envelope(dialogue.features, self._next) if self._next else ()
        reply = dialogue.say(".", *behind) or await dialogue.hear(self._patience.after_dot)
        if not reply.positive:
            self._note_refusal(reply)
        if not behind or self._dialogue is None:
            return reply
        self._answers = answers = await dialogue.hear_all(len(behind))
        if not one_too_few(answers):
            return reply
        self.hang_up()
        return Reply(code=NO_REPLY, text=f"an answer is missing: {answers[-1]}")

    def _note_refusal(self, last: Reply) -> None:
        """A server that has said no waits for our next word; any other has lost its place, or is leaving."""
        self._unfinished = True
        if not last.negative or last.code == 421:
            self.hang_up()

    def _at_hand(self, feed: Feed, dialogue: Dialogue) -> Message | None:
        """The next letter, if its envelope may ride behind the dot."""
        while dialogue.pipelines and (letter := feed.at_hand()):
            refused = reject_unsafe_message(letter) or beyond(dialogue.features, letter)
            if not refused:
                return letter
            feed.ended(letter, refused)
        return None

    def _broken_off(self, unasked: Reply) -> Deferred | Refused:
        self.hang_up()
        return stopped(Stage.LETTER, unasked)
