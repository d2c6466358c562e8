"""Both rooms: the wire, the only thing that the two sides of the wall share.

    bounds   how much may cross
    values   Python data <-> bytes, by exact type
    frames   bytes <-> a stream socket, length first

Imports nothing of ours.
"""

from autograder.wire.bounds import BOUNDS, Bounds, Malformed, measure
from autograder.wire.frames import Frame, Kind, read_frame, write_frame
from autograder.wire.values import Ref, Unsendable, pack, unpack

__all__ = [
    "BOUNDS",
    "Bounds",
    "Frame",
    "Kind",
    "Malformed",
    "Ref",
    "Unsendable",
    "measure",
    "pack",
    "read_frame",
    "unpack",
    "write_frame",
]
