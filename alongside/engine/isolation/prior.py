"""What the forecast believes of a community it has not seen yet.

Made by `tools/bench_isolation.py --prior` from the first 60 % of the weeks of three communities that are not treatment
programs; docs/decisions/0023-signals.md says what that is worth elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from alongside.engine.isolation.regression import Weights

# days of taking part, decayed over 7 and 28 days; strength of answered contact; change in how many people they are in
# two-way contact with; the present gap against the usual one
NAMES: Final = ("active_7", "active_28", "strength", "change", "lateness")


@dataclass(frozen=True)
class Prior:
    """One set of weights for settled people, one for everybody else."""

    settled: Weights
    rest: Weights


PRIOR: Final = Prior(
    settled=Weights(
        middle=(1.282, 2.123, 2.146, -0.361, 0.47),
        spread=(0.481, 0.566, 0.994, 2.754, 0.344),
        slopes=(-0.492, -0.579, -0.203, -0.092, 0.283),
        level=-0.665,
    ),
    rest=Weights(
        middle=(0.479, 1.137, 0.631, -0.461, 0.575),
        spread=(0.353, 0.527, 0.679, 1.988, 0.402),
        slopes=(-0.15, -0.39, -0.429, -0.044, 0.249),
        level=1.519,
    ),
)
