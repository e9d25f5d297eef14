"""How header lines are folded: the standard library's way, but for identifiers."""

from email.policy import EmailPolicy

#: Headers of long words that must stay as they are.
_IDENTIFIERS = frozenset({"message-id", "in-reply-to", "references", "list-unsubscribe"})


class LetterPolicy(EmailPolicy):
    """`email.policy.SMTP`, 7-bit, except that identifiers are folded at 998 octets (RFC 5322 §2.1.1).

    The library turns a word that does not fit into 78 columns into encoded words, which no mail program
    reads in an identifier: answers lose their thread, and the one-click unsubscribe stops working
    (CPython #85725). To fold everything at 998 would make a Russian subject one encoded word of 333
    octets, where RFC 2047 §2 allows 75 in a line of 76.
    """

    def fold_binary(self, name: str, value: str) -> bytes:
        """The header line(s) as octets, line ends included."""
        if name.lower() in _IDENTIFIERS:
            return EmailPolicy.fold_binary(self.clone(max_line_length=998), name, value)
        return super().fold_binary(name, value)


POLICY = LetterPolicy(linesep="\r\n", cte_type="7bit", max_line_length=76, raise_on_defect=False)
