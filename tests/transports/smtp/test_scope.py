"""Whose fault a reply is, in the words of servers that have been heard saying them."""

import pytest

from outreach.model.sending import Scope
from outreach.transports.smtp.reply import Reply
from outreach.transports.smtp.scope import Stage, scope_of


def scope(words: str, stage: Stage = Stage.RECIPIENT) -> Scope:
    code, _, text = words.partition(" ")
    return scope_of(stage, Reply(code=int(code), text=text))


@pytest.mark.parametrize("stage", [Stage.RECIPIENT, Stage.LETTER])
@pytest.mark.parametrize(
    "reply",
    [
        "550 5.4.5 Daily user sending limit exceeded.",
        "550 5.4.5 Daily sending quota exceeded",
        "550 5.7.1 Daily SMTP relay limit exceeded for customer.",
        "550 5.1.90 Your message can't be sent because you've reached your daily limit for recipients",
        "550 5.7.705 Access denied, tenant has exceeded threshold",
        "550 5.7.708 Access denied, traffic not accepted from this IP",
        "550 5.7.750 Client blocked from sending from unregistered domains",
        "550 5.7.515 Access denied, sending domain does not meet the required authentication level",
        "550 5.7.26 This mail is unauthenticated",
        "550 5.7.60 SMTP; Client does not have permissions to send as this sender",
        "554 5.7.1 <office@ministry.example>: Relay access denied",
        "554 relay denied",
        "550 relaying denied",
        "550 5.7.1 Unable to relay",
        "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain",
        "550-5.7.1 relay not permitted",
        "550 5.1.0 <appeal@association.example>: Sender address rejected: Domain not found",
        "550 5.1.0 Sender address rejected",
        "553 5.7.1 <appeal@association.example>: Sender address rejected: not owned by user me",
        "550 Sender verify failed",
        "550 Domain association.example has exceeded the max emails per hour (200/200 (100%)) allowed.",
        "550 5.7.1 quota of sender used up",
        "550 5.5.3 too many recipients",
        "553 5.1.7 bad sender address",
        "550 5.1.8 Access denied, bad outbound sender",
        "530 5.7.0 first log in",
        "421 4.7.0 Try again later, closing connection.",
        "421 4.3.2 shutting down",
        "421 too busy",
        "450 4.7.1 Error: too much mail from 192.0.2.1",
        "450 4.2.1 Peak SMTP relay limit exceeded for customer",
        "450 4.1.8 <appeal@association.example>: Sender address rejected: Domain not found",
        "451 4.7.28 Our system has detected an unusual rate of unsolicited mail",
        "451 4.7.1 you are being throttled",
        "452 4.5.3 Your message has too many recipients",
        "452 4.3.1 Insufficient system storage",
        "451 4.4.5 Server busy",
        "452 too many messages in this session",
        "450 Sending rate limit exceeded",
        "454 4.7.0 message limit of 500 reached",
    ],
)
def test_what_every_letter_would_be_told_is_the_accounts(reply: str, stage: Stage) -> None:
    assert scope(reply.replace("550-", "550 "), stage) is Scope.ACCOUNT


@pytest.mark.parametrize(
    "reply",
    [
        "550 5.1.1 <office@ministry.example>: Recipient address rejected: unknown in relay recipient table",
        "550 5.1.1 The email account that you tried to reach does not exist",
        "550 5.1.2 Host unknown",
        "553 5.1.3 bad syntax",
        "551 5.1.6 the mailbox has moved",
        "550 5.1.10 Recipient address has a null MX",
        "550 5.1.1 <daily-quota-exceeded@ministry.example> no such user",
    ],
)
def test_no_such_address_is_the_addresss(reply: str) -> None:
    assert scope(reply) is Scope.ADDRESS


@pytest.mark.parametrize(
    "reply",
    [
        "550 5.1.0 Address rejected",
        "550 no reason",
        "550 5.7.1 Message rejected as spam",
        "550 4.1.1 perhaps",
        "552 5.2.2 mailbox full",
        "552 5.2.2 The email account that you tried to reach is over quota exceeded",
        "550 mailbox quota exceeded",
        "550 5.7.1 the user's storage limit exceeded",
        "552 5.3.4 message size limit exceeded",
        "554 message size exceeds limit: maximum message size limit reached",
        "550 5.2.1 The user you are trying to contact is receiving mail at a rate limit",
        "450 4.7.1 <office@ministry.example>: Recipient address rejected: Greylisted",
        "451 4.7.1 Greylisting in action, please come back later",
        "450 5.1.1 x",
        "450 4.2.1 The user you are trying to contact is receiving too many messages",
        "452 4.2.2 over quota",
        "451 4.3.0 Temporary lookup failure",
        "550 5.7.1 <too-many-messages@ministry.example> is not for you",
    ],
)
def test_what_is_not_surely_ours_costs_one_letter(reply: str) -> None:
    assert scope(reply) is Scope.LETTER


@pytest.mark.parametrize("stage", [Stage.GREETING, Stage.STARTTLS, Stage.LOGIN, Stage.SENDER])
@pytest.mark.parametrize("reply", ["550 5.1.1 no", "451 4.3.0 later", "0 silence"])
def test_before_the_recipient_is_named_everything_is_about_us(stage: Stage, reply: str) -> None:
    assert scope(reply, stage) is Scope.ACCOUNT


def test_a_size_that_is_refused_is_the_letters() -> None:
    assert scope("552 5.3.4 too large", Stage.SENDER) is Scope.LETTER


@pytest.mark.parametrize("stage", [Stage.RECIPIENT, Stage.LETTER])
def test_a_connection_lost_over_one_letter_is_that_letters(stage: Stage) -> None:
    assert scope("0 the server closed the connection", stage) is Scope.LETTER
