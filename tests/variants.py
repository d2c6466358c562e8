"""Answers to the toy exercise, as changes of its reference, and how each check on them must end."""

from __future__ import annotations

from dataclasses import dataclass, field

from autograder.outcomes import Outcome

FAILED, RAISED, CRASHED = Outcome.FAILED, Outcome.RAISED, Outcome.CRASHED


@dataclass(frozen=True)
class Variant:
    """`code` follows the reference's source, or replaces it; `ends` lists what is not passed."""

    code: str = ""
    ends: dict[str, Outcome] = field(default_factory=dict)
    alone: bool = False


ALL = (
    *("check_scale", "check_descend", "check_average", "check_counter", "check_net"),
    *("check_optimizer", "check_slope", "check_random", "check_standardize", "check_search"),
)

VARIANTS = {
    "reference": Variant(),
    "syntax_error": Variant("def scale(:", dict.fromkeys(ALL, RAISED)),
    "empty": Variant("", dict.fromkeys(ALL, FAILED), alone=True),
    "not_text": Variant("x = '\\ud800'\nraise ValueError(x)", dict.fromkeys(ALL, RAISED)),
    "adds": Variant(
        "def scale(x, factor): return x + factor",
        {"check_scale": FAILED, "check_search": FAILED},
    ),
    "modifies_start": Variant(
        """
def descend(gradient, start, rate, steps):
    path = [start.copy()]
    for _ in range(steps):
        start -= rate * gradient(start)
        path.append(start.copy())
    return path
""",
        {"check_descend": FAILED},
    ),
    "tensors_and_lists": Variant(
        """
def descend(gradient, start, rate, steps):
    path = [torch.tensor(start)]
    for _ in range(steps):
        path.append(path[-1] - rate * torch.as_tensor(gradient(path[-1].detach())))
    return [[float(v) for v in p] for p in path]
"""
    ),
    "in_a_graph": Variant(
        """
def descend(gradient, start, rate, steps):
    return gradient(torch.tensor(start, requires_grad=True))
""",
        {"check_descend": RAISED},
    ),
    "two_passes": Variant(
        """
def average(batches):
    return np.mean([b.mean(axis=0) for b in batches for _ in range(1)], axis=0) * (
        len(list(batches)) / len(batches)
    )
""",
        {"check_average": FAILED},
    ),
    "counter_is_copied": Variant(
        """
class Counter(Counter):
    def add(self, step):
        import copy
        super().add(step)
        return copy.copy(self)

def make_counter(start): return Counter(start)
""",
        {"check_counter": FAILED},
    ),
    "no_activation": Variant(
        """
def make_net(): return nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Linear(4, 1))
""",
        {"check_net": FAILED, "check_optimizer": FAILED},
    ),
    "other_shapes": Variant(
        """
def make_net(): return nn.Linear(3, 1)
""",
        {"check_net": FAILED, "check_optimizer": FAILED},
    ),
    "double_rate": Variant(
        "def make_optimizer(net, rate): return torch.optim.SGD(net.parameters(), lr=2 * rate)",
        {"check_optimizer": FAILED},
    ),
    "slope_with_a_free_symbol": Variant(
        "def slope(expression): return expression * sympy.Symbol('y')",
        {"check_slope": FAILED},
    ),
    "own_randomness": Variant(
        "def noise(n): return np.random.default_rng(0).normal(size=n)", {"check_random": FAILED}
    ),
    "table_as_a_list": Variant(
        "def standardize(frame): return frame.to_numpy().tolist()", {"check_standardize": FAILED}
    ),
    "swallows_the_verdict": Variant(
        """
rightly = search
def search(f, low, high):
    try:
        f(5.0)
    except Exception:
        pass
    return rightly(f, low, high)
""",
        {"check_search": FAILED},
    ),
    "asks_with_nonsense": Variant(
        """
rightly = search
def search(f, low, high):
    try:
        f(None, 2, 3)
    except TypeError:
        pass
    return rightly(f, low, high)
""",
        {"check_search": FAILED},
    ),
    "exits": Variant("def average(batches): raise SystemExit(0)", {"check_average": RAISED}),
    "talks": Variant("print('x' * 300_000)\nimport sys; print('y' * 300_000, file=sys.stderr)"),
    "half_done": Variant(
        "def slope(expression): raise NotImplementedError",
        {"check_slope": Outcome.NOT_ATTEMPTED},
    ),
    "no_slope": Variant("del slope", {"check_slope": FAILED}),
}
"""Answers that leave their process alive: they may share one jail."""

DEADLY = {
    "nests_without_end": Variant(
        """
asked = []
rightly = scale
def scale(x, factor):
    return asked[0](0.5) if asked else rightly(x, factor)
def search(f, low, high):
    asked.append(f)
    return f(0.5)
""",
        {"check_search": CRASHED},
    ),
}
"""Answers that end as a fault: in a jail, the next check needs a new one."""
