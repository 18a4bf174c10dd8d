"""Typed views of the shared memory, one function per array of `layout.ARRAYS`, for the kernel to open what it uses.

Each takes the two tables the kernel is called with (addresses, dimensions) and returns the array. Written from the one
list in `layout`, so that the kernel and its caller can't disagree about an array's type or shape.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numba import carray, njit, types  # type: ignore[attr-defined]
from numba.extending import intrinsic

from alongside.engine.seating.layout import ARRAYS, DIMENSIONS

_ELEMENTS = {
    "i4": types.int32,
    "i8": types.int64,
    "u1": types.uint8,
    "u8": types.uint64,
    "f8": types.float64,
}


def _pointer_to(element: Any) -> Any:
    @intrinsic
    def cast(_typing: Any, _address: Any) -> Any:
        def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            return builder.inttoptr(args[0], context.get_value_type(signature.return_type))

        return types.CPointer(element)(types.int64), build  # type: ignore[no-untyped-call]

    return cast


_POINTERS = {name: _pointer_to(element) for name, element in _ELEMENTS.items()}


def _view(place: int, element: str, shape: tuple[str, ...]) -> Any:
    pointer = _POINTERS[element]
    first = DIMENSIONS.index(shape[0])
    if len(shape) == 1:

        def view(t: Any, d: Any) -> Any:
            return carray(pointer(t[place]), (d[first],))

    else:
        second = DIMENSIONS.index(shape[1])

        def view(t: Any, d: Any) -> Any:
            return carray(pointer(t[place]), (d[first], d[second]))

    return njit(forceinline=True, error_model="numpy")(view)


for _place, (_name, _element, _shape) in enumerate(ARRAYS):
    globals()[_name] = _view(_place, _element, _shape)

if TYPE_CHECKING:

    def __getattr__(name: str) -> Any: ...
