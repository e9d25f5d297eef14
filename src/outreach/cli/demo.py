"""`outreach demo`: the whole main job, rehearsed."""


def demo() -> None: ...
