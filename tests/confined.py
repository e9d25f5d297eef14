"""The program as the file system meets anybody else: root, too, is refused what its modes forbid.

python -m tests.confined WORDS
"""

import ctypes

from outreach.__main__ import main

#: capabilities(7): going round the modes of files, and of folders to be searched.
_DAC_OVERRIDE, _DAC_READ_SEARCH = 1, 2
_VERSION_3 = 0x20080522


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Set(ctypes.Structure):
    _fields_ = (
        ("effective", ctypes.c_uint32),
        ("permitted", ctypes.c_uint32),
        ("inheritable", ctypes.c_uint32),
    )


def confine() -> None:
    """Give those capabilities up, if we have them."""
    library, header, sets = ctypes.CDLL(None, use_errno=True), _Header(_VERSION_3, 0), (_Set * 2)()
    if library.capget(ctypes.byref(header), sets) != 0:
        raise OSError(ctypes.get_errno(), "capget")
    kept = ~(1 << _DAC_OVERRIDE | 1 << _DAC_READ_SEARCH)
    sets[0].effective &= kept
    sets[0].permitted &= kept
    if library.capset(ctypes.byref(header), sets) != 0:
        raise OSError(ctypes.get_errno(), "capset")


if __name__ == "__main__":
    confine()
    main()
