"""The figures: medians of the rounds with their extremes, and the ratios of what was run side by side."""

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from bench.sending import Round

#: Ratio → ours and the reference, in the same rounds.
_SENDING = {
    "send_1_process_to_smtplib_1_connection": ("send_1_process", "smtplib_1_connection"),
    "send_1_process_to_smtplib_10_threads": ("send_1_process", "smtplib_10_threads"),
    "send_1_process_to_smtp_source": ("send_1_process", "smtp_source"),
    "send_1_process_postgresql_to_smtplib_10_threads": ("send_1_process_postgresql", "smtplib_10_threads"),
    "send_2_processes_to_smtplib_10_threads": ("send_2_processes", "smtplib_10_threads"),
    "send_2_processes_to_smtplib_2_x_5_threads": ("send_2_processes", "smtplib_2_x_5_threads"),
    "send_2_processes_to_smtp_source": ("send_2_processes", "smtp_source"),
    "slow_disk_60_connections": ("slow_disk_60_connections", "smtplib_10_threads"),
}

Spread = dict[str, float]


def spread(values: Sequence[float]) -> Spread:
    """Their median and extremes."""
    return {
        "median": round(median(values), 4),
        "lowest": round(min(values), 4),
        "highest": round(max(values), 4),
    }


def of_sending(rounds: Sequence[Round]) -> dict[str, Any]:
    """Sender → letters per second, memory, and what a letter cost in the database."""
    return {
        name: {
            "letters_per_second": spread([one[name].letters_per_second for one in rounds]),
            "cpu_us_per_letter": _highest([one[name].cpu_us for one in rounds]),
            "peak_mb": _highest([one[name].peak_mb for one in rounds]),
            "statements_per_letter": _highest([one[name].statements for one in rounds]),
            "commits_per_letter": _highest([one[name].commits for one in rounds]),
        }
        for name in rounds[0]
    }


def sending_ratios(rounds: Sequence[Round]) -> dict[str, Spread | None]:
    """Each within its round, for what slowed the machine then slowed both. None without that reference."""
    return {
        name: spread([one[ours].letters_per_second / one[theirs].letters_per_second for one in rounds])
        if theirs in rounds[0]
        else None
        for name, (ours, theirs) in _SENDING.items()
    }


def of_drafting(rounds: Sequence[Mapping[str, float]]) -> dict[str, Spread]:
    """What → letters per second."""
    return {name: spread([one[name] for one in rounds]) for name in rounds[0]}


def drafting_ratios(rounds: Sequence[Mapping[str, float]]) -> dict[str, Spread | None]:
    """Ours to Jinja2 alone."""
    return {"draft_to_bare": spread([one["draft"] / one["bare"] for one in rounds])}


def of_claiming(rounds: Sequence[Mapping[str, Mapping[int, float]]]) -> dict[str, dict[str, Spread]]:
    """Claim and tick → length of the queue → microseconds."""
    return {
        deed: {str(queued): spread([one[deed][queued] for one in rounds]) for queued in queues}
        for deed, queues in rounds[0].items()
    }


def claiming_ratios(rounds: Sequence[Mapping[str, Mapping[int, float]]]) -> dict[str, Spread | None]:
    """The longest queue to the shortest."""
    queues = sorted(rounds[0]["claim"])
    first, last = queues[0], queues[-1]
    return {
        f"{deed}_{_power(last)}_to_{_power(first)}": spread(
            [one[deed][last] / one[deed][first] for one in rounds]
        )
        for deed in ("claim", "tick")
    }


def memory_ratio(peaks: Mapping[int, float | None]) -> dict[str, Spread | None]:
    """The longest queue to the shortest."""
    first, last = min(peaks), max(peaks)
    least, most = peaks[first], peaks[last]
    name = f"memory_{_power(last)}_to_{_power(first)}"
    return {name: spread([most / least]) if least and most else None}


def _highest(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return round(max(known), 4) if known else None


def _power(number: int) -> str:
    """As one writes a power of ten: 1e6."""
    exponent = len(str(number)) - 1
    return f"1e{exponent}" if number == 10**exponent else str(number)
