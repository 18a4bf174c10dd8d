"""Who is offered to whom: pairs over a whole program, and members to mentors. Exact, with the same answer every time.

    from alongside.engine.matching import Candidate, Option, assign, pair_up

Pure: people and options in, the chosen options out, with the reasons they came with. Light to import: the solvers are
loaded when they are first needed.
"""

from alongside.engine.matching.assigning import assign
from alongside.engine.matching.model import Candidate, Option, Pairing
from alongside.engine.matching.pairing import pair_up

__all__ = ["Candidate", "Option", "Pairing", "assign", "pair_up"]
