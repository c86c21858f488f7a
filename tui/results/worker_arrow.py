"""Row numbers out of the engine as bytes: the C data interface of Arrow, read without its library.

The layout of the structures is the published, stable ABI (arrow.apache.org, C stream interface).
"""

from __future__ import annotations

import ctypes
from typing import IO, Any


class _Array(ctypes.Structure):
    """ArrowArray."""


_Array._fields_ = [
    ("length", ctypes.c_int64),
    ("null_count", ctypes.c_int64),
    ("offset", ctypes.c_int64),
    ("n_buffers", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("buffers", ctypes.POINTER(ctypes.c_void_p)),
    ("children", ctypes.POINTER(ctypes.POINTER(_Array))),
    ("dictionary", ctypes.c_void_p),
    ("release", ctypes.CFUNCTYPE(None, ctypes.c_void_p)),
    ("private_data", ctypes.c_void_p),
]


class _Stream(ctypes.Structure):
    """ArrowArrayStream."""

    _fields_ = (
        ("get_schema", ctypes.c_void_p),
        ("get_next", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)),
        ("get_last_error", ctypes.CFUNCTYPE(ctypes.c_char_p, ctypes.c_void_p)),
        ("release", ctypes.c_void_p),
        ("private_data", ctypes.c_void_p),
    )


def write_numbers(relation: Any, file: IO[bytes]) -> int:
    """Write the first column, BIGINT without null, as 8 bytes each in the machine's order; how many.

    Raises OSError when the engine gives up, with what it said.
    """
    capsule = relation.__arrow_c_stream__()
    pointer_of = ctypes.pythonapi.PyCapsule_GetPointer
    pointer_of.restype = ctypes.c_void_p
    pointer_of.argtypes = [ctypes.py_object, ctypes.c_char_p]
    address = pointer_of(capsule, b"arrow_array_stream")
    stream = _Stream.from_address(address)
    written = 0
    while True:
        batch = _Array()
        if stream.get_next(address, ctypes.byref(batch)):
            said = stream.get_last_error(address) or b"unknown error"
            raise OSError(said.decode("utf-8", "replace"))
        if not batch.release:
            return written
        column = batch.children[0].contents
        start = (column.buffers[1] or 0) + (column.offset + batch.offset) * 8
        file.write(ctypes.string_at(start, batch.length * 8))
        written += batch.length
        batch.release(ctypes.addressof(batch))
