"""How people's contacts stand: judged from the record by `engine.isolation`, kept, and said in words."""

from alongside.connections.signals.judging import judge_program

__all__ = ["judge_program"]
