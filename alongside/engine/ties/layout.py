"""The memory of `Ties`: rows and numbers that the kernel and its readers share.

A pair is one row whichever way round, `lo` < `hi`; direction 0 is lo→hi, direction 1 is hi→lo.
"""

from __future__ import annotations

from typing import Final

import numpy as np

# Moments are seconds since 1970; -inf means never. 56 bytes.
PAIR: Final = np.dtype(
    [
        ("lo", np.int32),
        ("hi", np.int32),
        ("first", np.float64),  # oldest event of any kind
        ("met", np.float64),  # newest two-way moment
        ("old", np.float64, (2,)),  # each direction's newest contact that isn't after `met`
        ("open", np.int32, (2,)),  # each direction's contacts after `met`, newest first: a list of nodes, or -1
        ("entry", np.int32),  # first entry of the pair, or -1
    ],
    align=True,
)

# One pair and kind. `value` of both directions is right for the moment `as_of`, the newest event of either. 40 bytes.
ENTRY: Final = np.dtype(
    [
        ("value", np.float64, (2,)),
        ("as_of", np.float64),
        ("times", np.uint32, (2,)),
        ("where", np.int32),  # pair << KIND_BITS | kind
        ("next", np.int32),  # next entry of the pair, or -1
    ],
    align=True,
)

KIND_BITS: Final = 4
KIND_MASK: Final = (1 << KIND_BITS) - 1
MOST_PAIRS: Final = 1 << (31 - KIND_BITS)

# Places in the counters `used` (int64): rows in use, and the first free node.
N_PAIRS, N_ENTRIES, N_NODES, FREE_NODE = range(4)

# Columns of the kinds' table (float64).
T_HALF_LIFE, T_TWO_WAY = range(2)

MIX_1: Final = 0x9E3779B97F4A7C15
MIX_2: Final = 0xD6E8FEB86659FD93
_WORD: Final = (1 << 64) - 1


def home(lo: int, hi: int, slots: int) -> int:
    """Where the search for a pair begins among `slots` (a power of two). `kernel.home` says the same."""
    x = ((lo << 32 | hi) * MIX_1) & _WORD
    x = ((x ^ x >> 32) * MIX_2) & _WORD
    return (x >> 32) & (slots - 1)
