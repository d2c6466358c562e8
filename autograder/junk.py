"""Instructor room: answers that nobody should be paid for, as source in a solution's place.

Each kind is the body of a function of `args` and `kwargs`. What it needs it imports itself, so
that the source of a solution can be extended by it whatever its style.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

EVERY = "*"

JAIL_ONLY = frozenset({"exits_the_process", "kills_itself", "an_endless_iterator"})
"""Kinds that end the process which runs them, or may keep it busy without end."""

# Returned as they are.
_VALUES = {
    "none": "None",
    "true": "True",
    "zero": "0",
    "minus_one": "-1",
    "huge_integer": "10**400",
    "integer_beyond_the_wire": "10**5000",
    "nan": "float('nan')",
    "infinity": "float('inf')",
    "largest_float": "1.7e308",
    "complex": "1j",
    "empty_text": "''",
    "text": "'abc'",
    "text_of_a_number": "'1.0'",
    "long_text": "'x' * 2_000_000",
    "surrogate": "'\\ud800'",
    "bytes": "b'abc'",
    "ellipsis": "...",
    "not_implemented": "NotImplemented",
    "empty_tuple": "()",
    "empty_list": "[]",
    "empty_dict": "{}",
    "empty_set": "set()",
    "list_of_none": "[None, None]",
    "list_of_texts": "['1', '2']",
    "ragged_list": "[[1.0], [1.0, 2.0]]",
    "huge_list": "[0.0] * 3_000_000",
    "dict_with_tuple_keys": "{(0, 1): 2.0}",
    "a_class": "type('Odd', (), {})",
    "an_exception": "ValueError('not raised')",
    "a_module": "__import__('math')",
    "a_function": "lambda *args, **kwargs: None",
    "a_builtin": "len",
    "a_range": "range(5)",
    "a_generator": "(n for n in range(3))",
    "an_endless_iterator": "__import__('itertools').repeat(0.0)",
    "a_lock": "__import__('threading').Lock()",
    "first_argument": "args[0] if args else None",
    "all_arguments": "args",
    "keyword_arguments": "kwargs",
    "wrong_shape": "np.zeros((7, 5, 3))",
    "empty_array": "np.zeros((0, 3))",
    "nan_array": "np.full((4, 3), np.nan)",
    "infinite_array": "np.full(3, np.inf)",
    "array_of_nine_axes": "np.zeros((1,) * 9)",
    "array_of_texts": "np.array(['a', 'b'])",
    "array_of_objects": "np.array([None, {}], dtype=object)",
    "array_of_dates": "np.array(['2026-01-01'], dtype='M8[D]')",
    "array_of_records": "np.zeros(2, dtype=[('x', 'f4')])",
    "array_of_other_byte_order": "np.arange(3, dtype='>f8')",
    "masked_array": "np.ma.masked_array([1.0, 2.0], [True, False])",
    "long_double": "np.longdouble(1) / 3",
    "complex_array": "np.array([1j])",
    "dict_with_numpy_keys": "{np.int64(1): 2.0}",
    "nan_tensor": "torch.full((4, 3), float('nan'))",
    "empty_tensor": "torch.zeros(0)",
    "complex_tensor": "torch.tensor([1j])",
    "sparse_tensor": "torch.eye(3).to_sparse()",
    "meta_tensor": "torch.empty(3, device='meta')",
    "tensor_in_a_graph": "torch.zeros(3, requires_grad=True) * 2",
    "a_layer": "torch.nn.Linear(3, 1)",
    "an_optimizer": "torch.optim.SGD(torch.nn.Linear(3, 1).parameters(), lr=0.1)",
    "a_torch_generator": "torch.Generator()",
    "table_of_texts": "pandas.DataFrame({'a': ['x']})",
    "empty_table": "pandas.DataFrame()",
    "a_series": "pandas.Series([1.0])",
}

# Statements, for what one expression cannot say.
_BODIES = {
    "deep_list": """
        result = []
        for _ in range(100_000):
            result = [result]
        return result
    """,
    "cyclic_list": """
        result = []
        result.append(result)
        return result
    """,
    "cyclic_tuple": """
        inside = []
        result = (inside,)
        inside.append(result)
        return result
    """,
    "array_subclass": """
        class Array(np.ndarray):
            def __eq__(self, other): return np.True_
            def __array_ufunc__(self, *args, **kwargs): return True
        return np.zeros(3).view(Array)
    """,
    "tensor_subclass": """
        class Tensor(torch.Tensor):
            @classmethod
            def __torch_function__(cls, func, types, args=(), kwargs=None): return True
        return torch.Tensor._make_subclass(Tensor, torch.zeros(3))
    """,
    "float_subclass": """
        class Number(float):
            def __eq__(self, other): return True
            def __sub__(self, other): return 0.0
            def __rsub__(self, other): return 0.0
            __hash__ = float.__hash__
        return Number(1)
    """,
    "list_subclass": """
        class List(list):
            def __eq__(self, other): return True
            def __len__(self): return 10**9
        return List([1.0])
    """,
    "named_tuple": """
        import collections
        return collections.namedtuple("Pair", "a b")(1.0, 2.0)
    """,
    "always_equal": """
        class Equal:
            def __eq__(self, other): return True
            def __ne__(self, other): return False
            def __lt__(self, other): return True
            __le__ = __gt__ = __ge__ = __lt__
            def __hash__(self): return 0
            def __bool__(self): return True
            def __float__(self): return 0.0
            def __array__(self, *args, **kwargs): return np.zeros(3)
        return Equal()
    """,
    "itself_whatever_is_asked": """
        class Yes:
            def __getattr__(self, name): return self
            def __call__(self, *args, **kwargs): return self
            def __getitem__(self, index): return self
            def __iter__(self): return iter((self,))
            def __len__(self): return 1
            def __eq__(self, other): return True
            def __hash__(self): return 0
        return Yes()
    """,
    "claims_to_be_an_array": """
        class Claim:
            __class__ = np.ndarray
            shape, dtype, ndim = (3,), np.dtype("f8"), 1
        return Claim()
    """,
    "raises_when_touched": """
        class Sore:
            def _raise(self, *args, **kwargs): raise RuntimeError("touched")
            __getattr__ = __call__ = __getitem__ = __iter__ = __len__ = _raise
            __eq__ = __bool__ = __hash__ = __repr__ = __str__ = __reduce_ex__ = _raise
            __class__ = property(_raise)
        return Sore()
    """,
    "lies_about_its_length": """
        class Long:
            def __len__(self): return 2**62 - 1
            def __getitem__(self, index): raise IndexError(index)
        return Long()
    """,
    "iterator_that_raises": """
        def items():
            yield 1.0
            raise ValueError("enough")
        return items()
    """,
    "a_closure_over_the_arguments": """
        def later(*more): return args
        return later
    """,
    "raises": "raise ValueError('no')",
    "raises_without_a_word": "raise Exception",
    "raises_not_implemented": "raise NotImplementedError",
    "raises_stop_iteration": "raise StopIteration(1)",
    "raises_generator_exit": "raise GeneratorExit",
    "raises_memory_error": "raise MemoryError",
    "raises_a_group": "raise BaseExceptionGroup('all', [ValueError(1), KeyboardInterrupt()])",
    "keyboard_interrupt": "raise KeyboardInterrupt",
    "exits": "import sys; sys.exit(0)",
    "exits_as_if_passed": "raise SystemExit('10 of 10 points')",
    "calls_itself_without_end": "return _junk(*args, **kwargs)",
    "raises_what_a_check_raises": """
        class Wrong(Exception): says = "passed"
        raise Wrong("passed")
    """,
    "raises_what_cannot_be_shown": """
        class Odd(Exception):
            def __str__(self): raise SystemExit("no text")
            __repr__ = __str__
        raise Odd
    """,
    "raises_a_very_long_text": "raise ValueError('x' * 10_000_000)",
    "raises_control_characters": "raise ValueError('\\x1b[2J\\x00\\ud800<script>')",
    "raises_what_has_no_name": """
        class Meta(type):
            @property
            def __name__(cls): raise RuntimeError("no name")
        class Nameless(Exception, metaclass=Meta): pass
        raise Nameless
    """,
    "warns": "import warnings; warnings.warn('odd', stacklevel=1); return None",
    "exits_the_process": "import os; os._exit(0)",
    "kills_itself": "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
}

KINDS = {name: f"return {value}" for name, value in _VALUES.items()} | {
    name: textwrap.dedent(body).strip() for name, body in _BODIES.items()
}


def junk_sources(
    functions: Sequence[str], reference_source: str
) -> Iterator[tuple[str, str, bytes]]:
    """(kind, replaced function or "*", source): one function at a time, then all at once."""
    for name, body in KINDS.items():
        for function in (*functions, EVERY):
            replaced = functions if function == EVERY else (function,)
            yield name, function, _source(reference_source, body, replaced)


def _source(reference: str, body: str, functions: Sequence[str]) -> bytes:
    junk = "def _junk(*args, **kwargs):\n    import numpy as np, pandas, torch\n"
    junk += textwrap.indent(body, "    ") + "\n\n"
    junk += "".join(f"{function} = _junk\n" for function in functions)
    return f"{reference}\n\n{junk}".encode()
