"""The memory that the search kernel and its caller share: names, element types and shapes, in one order.

The kernel (`kernel.py`) is compiled ahead of time and called with one table of addresses, one per entry of
`ARRAYS`. Nothing here needs numpy or numba, so that a process that only loads the compiled kernel stays light.
"""

from __future__ import annotations

from typing import Final

# Fixed-point unit of everything that can be fractional (weights, familiarity): exact to undo, same on every machine.
UNIT: Final = 65536

# Most rounds the kernel plans at once: a pair's meetings are the bits of one 64-bit word.
MAX_ROUNDS: Final = 62

# Bits of a pair's flags.
COUNTS: Final = 1  # may become a new connection
APART: Final = 2  # never in one room
KNOWN: Final = 4  # familiar to each other before the first round that is planned
PRICED: Final = 8  # meeting again has a price
TOGETHER: Final = 16  # has a together rule
PEOPLE: Final = 32  # neither is a facilitator

# Places in the header `h` (int64).
(
    H_N,
    H_W,
    H_K,
    H_FEATURES,
    H_SHARES,
    H_WORDS,
    H_GUIDE,
    H_WARM,
    H_WATCH_AVAIL,
    H_HARD,
    H_OFF,
    H_CARE,
    H_PHI,
    H_PAIRS,
    H_STALE,
    H_REPEAT,
    H_MAX,
    H_SEED,
    H_IMPROVED,
    H_ACCEPTED,
    H_EXCHANGE,
    H_RESIZE,
    H_JUDGE,
    H_WARM_MISSES,
    H_BEST,
) = range(25)
H_SIZE: Final = H_BEST + 7

# Places in the weights `f` (float64).
F_HARD, F_OFF, F_CARE, F_STALE, F_REPEAT = range(5)
F_SIZE: Final = 8

# Columns of a round's row in `rnd`.
(
    R_PRESENT,
    R_LO,
    R_HI,
    R_STRICT_LO,
    R_STRICT_HI,
    R_KMIN,
    R_KMAX,
    R_ROOMS,
    R_GUIDES,
    R_UNGUIDED,
    R_SHORT,
) = range(11)
R_SIZE: Final = 12

# Rule modes of guide and warm tie in the header.
NO_RULE, SOFT, HARD = range(3)

MOVE_BUFFER: Final = 512

# Length of the table of -log((i + ½) / CHANCES): the draws that decide what a worse plan may cost, without a logarithm
# in the kernel (so it calls no library, and answers alike on every machine).
CHANCES: Final = 8192

# name, element type ("i4" int32, "i8" int64, "u1" uint8, "u8" uint64, "f8" float64), shape in named sizes.
ARRAYS: Final[tuple[tuple[str, str, tuple[str, ...]], ...]] = (
    ("h", "i8", ("header",)),
    ("f", "f8", ("weights",)),
    ("chance", "f8", ("chances",)),
    ("phi", "i8", ("depth",)),
    ("rnd", "i4", ("w", "columns")),
    ("plist", "i4", ("w", "n")),
    ("room", "i4", ("w", "n")),
    ("slot", "i4", ("w", "n")),
    ("best", "i4", ("w", "n")),
    ("seat", "i4", ("rooms", "places")),
    ("size", "i4", ("rooms",)),
    ("pen_hard", "i4", ("rooms",)),
    ("pen_soft", "i4", ("rooms",)),
    ("pen_off", "i4", ("rooms",)),
    ("unguided", "i4", ("rooms",)),
    ("fresh", "i4", ("w", "n")),
    ("avail", "i4", ("w", "n")),
    ("famp", "i4", ("w", "n")),
    ("famr", "i4", ("w", "n")),
    ("deficit", "i4", ("n",)),
    ("hist", "i4", ("depth",)),
    ("price", "i4", ("n", "n")),
    ("flag", "u1", ("n", "n")),
    ("mask", "u8", ("n", "n")),
    ("here", "u1", ("w", "n")),
    ("anxious", "u1", ("n",)),
    ("guide", "u1", ("n",)),
    ("cluster_start", "i4", ("w", "n")),
    ("cluster_len", "i4", ("w", "n")),
    ("cluster_list", "i4", ("clusters",)),
    ("tog_start", "i4", ("n1",)),
    ("tog_who", "i4", ("togethers",)),
    ("tog_hard", "i4", ("togethers",)),
    ("tog_soft", "i8", ("togethers",)),
    ("has", "u1", ("n", "features")),
    ("feature_kind", "i4", ("features",)),
    ("feature_max", "i4", ("features",)),
    ("feature_hard", "u1", ("features",)),
    ("values", "u8", ("n", "words")),
    ("word_rule", "i4", ("words",)),
    ("speaks", "u1", ("n", "shares")),
    ("share_hard", "u1", ("shares",)),
    ("share_word", "i4", ("shares1",)),
    ("move_who", "i4", ("buffer",)),
    ("move_from", "i4", ("buffer",)),
    ("move_to", "i4", ("buffer",)),
    ("temp_size", "i4", ("temp",)),
)

# Kinds of a counted feature.
CAP, NO_LONE = range(2)

# Every named size, in the order of the second table that the kernel is given.
DIMENSIONS: Final = sorted({size for _, _, shape in ARRAYS for size in shape})
