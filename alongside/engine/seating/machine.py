"""Load the compiled search kernel; compile it first where there is none for this source and this processor.

numba takes a second to import and a quarter of a minute to compile; the kernel is needed in a tenth of a second. So the
machine code that numba and LLVM produce is kept in a file, and only llvmlite's loader is imported at run time.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import sys
import tempfile
from array import array
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from alongside.engine.seating import layout

TYPECODES: Final = {"i4": "i", "i8": "q", "u1": "B", "u8": "Q", "f8": "d"}
# Arrays that the kernel never writes: memories of one problem share them.
SHARED: Final = frozenset(
    [
        "chance",
        "plist",
        "price",
        "flag",
        "here",
        "anxious",
        "guide",
        "cluster_start",
        "cluster_len",
        "cluster_list",
        "tog_start",
        "tog_who",
        "tog_hard",
        "tog_soft",
        "has",
        "feature_kind",
        "feature_max",
        "feature_hard",
        "values",
        "word_rule",
        "speaks",
        "share_hard",
        "share_word",
    ]
)
# The sources that the machine code follows from.
_COMPILED: Final = ("kernel", "moves", "mending", "changes", "weighing", "judging", "counts", "views", "layout")
_HERE: Final = Path(__file__).resolve().parent
_SIGNATURES: Final[dict[str, tuple[Any, ...]]] = {
    "seat_everyone": (ctypes.c_void_p, ctypes.c_void_p),
    "go_back": (ctypes.c_void_p, ctypes.c_void_p),
    "anneal": (
        ctypes.c_void_p,
        ctypes.c_void_p,
        ctypes.c_int64,
        ctypes.c_double,
        ctypes.c_double,
        ctypes.c_int64,
    ),
}
_KEEP: list[Any] = []  # the engines that own the machine code: freed, the functions would dangle


def cache_folder() -> Path:
    """Where compiled kernels are kept: `ALONGSIDE_CACHE`, else `var/` beside the package, else the user's cache."""
    named = os.environ.get("ALONGSIDE_CACHE")
    choices = [Path(named)] if named else []
    checkout = _HERE.parents[2]
    if (checkout / "pyproject.toml").exists():
        choices.append(checkout / "var" / "cache")
    choices.append(Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "alongside")
    for folder in choices:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder
    return Path(tempfile.mkdtemp(prefix="alongside-"))


def _object_file(binding: Any) -> Path:
    """The file for this source, this loader and this processor."""
    text = hashlib.sha256()
    for name in _COMPILED:
        text.update((_HERE / f"{name}.py").read_bytes())
    text.update(repr((binding.llvm_version_info, binding.get_host_cpu_name(), sys.version_info[:2])).encode())
    text.update(binding.get_host_cpu_features().flatten().encode())
    return cache_folder() / f"seating-{text.hexdigest()[:20]}.o"


def _machine(binding: Any) -> Any:
    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    return binding.Target.from_default_triple().create_target_machine(
        cpu=binding.get_host_cpu_name(),
        features=binding.get_host_cpu_features().flatten(),
        opt=3,
        reloc="pic",
        codemodel="small",
    )


def _compile(binding: Any, target: Path) -> bytes:
    """Compile the kernel and keep it at `target`. Takes some ten seconds; imports numba."""
    from alongside.engine.seating import kernel

    joined = None
    for name, function in kernel.FUNCTIONS.items():
        # numba's own names are long and change: call each function by ours
        text = function.inspect_llvm().replace(function.native_name, f"alongside_{name}")
        module = binding.parse_assembly(text)
        if joined is None:
            joined = module
        else:
            joined.link_in(module)
    code: bytes = _machine(binding).emit_object(joined)
    beside = target.with_suffix(f".{os.getpid()}")
    beside.write_bytes(code)
    beside.replace(target)
    return code


def _lend_symbols(binding: Any) -> None:
    """Addresses the loader can't find by itself. Raising is not in the kernel's way: those names lead to `abort`."""
    library = ctypes.CDLL(None) if os.name != "nt" else ctypes.CDLL("ucrtbase")

    def address(name: str) -> int:
        return ctypes.cast(getattr(library, name), ctypes.c_void_p).value or 0

    for name in ("memset", "memcpy", "memmove"):
        binding.add_symbol(name, address(name))
    for name in (
        "NRT_Free",
        "NRT_MemInfo_call_dtor",
        "numba_do_raise",
        "numba_gil_ensure",
        "numba_gil_release",
        "numba_runtime_build_excinfo_struct",
        "numba_unpickle",
    ):
        binding.add_symbol(name, address("abort"))


@lru_cache(maxsize=1)
def functions() -> dict[str, Callable[..., int]]:
    """The kernel's functions by name, ready to call. The first call in a process takes some hundredths of a second."""
    import llvmlite.binding as binding  # type: ignore[import-untyped]

    path = _object_file(binding)
    machine = _machine(binding)
    try:
        code = path.read_bytes()
    except FileNotFoundError:
        code = _compile(binding, path)
    _lend_symbols(binding)
    engine = binding.create_mcjit_compiler(binding.parse_assembly(""), machine)
    engine.add_object_file(binding.ObjectFileRef.from_data(code))
    engine.finalize_object()
    _KEEP.append(engine)
    found: dict[str, Callable[..., int]] = {}
    for name, arguments in _SIGNATURES.items():
        address = engine.get_function_address(f"alongside_{name}")
        if not address:
            raise RuntimeError(f"the compiled kernel at {path} lacks {name}")
        found[name] = ctypes.CFUNCTYPE(ctypes.c_int64, *arguments)(address)
    return found


class Memory:
    """The kernel's arrays for one search, as flat standard-library arrays by name, and the two tables it
    is called with."""

    def __init__(self, sizes: dict[str, int], like: Memory | None = None) -> None:
        self.arrays: dict[str, array[Any]] = {}
        addresses = []
        for name, element, shape in layout.ARRAYS:
            count = 1
            for dimension in shape:
                count *= sizes[dimension]
            code = TYPECODES[element]
            if like is None:
                cells = array(code, bytes(max(1, count) * array(code).itemsize))
            elif name in SHARED:
                cells = like.arrays[name]
            else:
                cells = array(code, like.arrays[name])
            self.arrays[name] = cells
            addresses.append(cells.buffer_info()[0])
        self.table = array("q", addresses)
        self.dims = array("q", [sizes[name] for name in layout.DIMENSIONS])

    def __getattr__(self, name: str) -> array[Any]:
        try:
            found: array[Any] = self.__dict__["arrays"][name]
        except KeyError:
            raise AttributeError(name) from None
        return found

    def call(self, name: str, *arguments: float) -> int:
        """Call a kernel function on this memory."""
        return functions()[name](self.table.buffer_info()[0], self.dims.buffer_info()[0], *arguments)
