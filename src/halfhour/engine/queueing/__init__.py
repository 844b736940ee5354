"""How a line of waiting contacts behaves: Erlang B, C and A, exact and for whole arrays at once.

`erlang_b`, `erlang_c` and `erlang_a` are modules of functions that each give one figure
(`erlang_c.service_level(...)`); loads are in erlangs, times in seconds.
"""

from halfhour.engine.queueing import erlang_a, erlang_b, erlang_c
from halfhour.engine.queueing._compiled import Kernel

__all__ = ["Kernel", "erlang_a", "erlang_b", "erlang_c"]
