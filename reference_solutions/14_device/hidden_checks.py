# instructor room · gradeproof-canary-6f1d2c9a
"""Instructor room: hidden checks of "The right device", 10 points. They need no GPU.

The other device is `meta`, which every PyTorch has: its tensors have shape, dtype and device but no
numbers, and it refuses what a GPU refuses, by an error. A tensor there stays with the runner: the
check holds a handle and asks it where it is. Where numbers are to be fetched, a tensor that has
some plays to be on another device: `inside.elsewhere`. Time is the grader's: `timed` is handed a
device that works behind its back, a way to wait for it, and a clock, so no real time is read.
"""

import numpy as np
import torch

from autograder.checks import Given, StudentRaised, Wrong, array, describe, expect, points, same
from autograder.once import once

# Devices to move to. A tensor on a GPU crosses to the grader as one on the CPU, so "cuda" may stand
# here as soon as `there` and `place` can ask a probe to hold a tensor and to tell where it is.
DEVICES = ("meta",)


@points(1)
def check_numpy(submission, inside, rng):
    """to_numpy gives the numbers of a tensor, also of one that requires grad"""
    draw = rng("tensors")
    for shape, kind in (((3, 4), "float32"), ((2, 3, 2), "int64"), ((6,), "bool")):
        values = numbers(draw, shape, kind)
        same_array(submission.to_numpy(torch.from_numpy(values)), values, "a tensor")
    for shape, kind in (((5,), "float32"), ((2, 3), "float64")):
        values = numbers(draw, shape, kind)
        box = submission.keep(torch.from_numpy(values))
        box.requires_grad_(True)
        same_array(submission.to_numpy(box), values, "a tensor that requires grad")
        says = (
            "After to_numpy the caller's tensor is not what it was: it should require grad, and "
            "have the same numbers. Which of your calls changes the tensor itself?"
        )
        expect(box.requires_grad is True, says)
        same(inside.values(box), values, says, rtol=0, atol=0)


@points(1)
def check_numpy_elsewhere(submission, inside, rng):
    """to_numpy fetches a tensor from another device first"""
    draw = rng("tensors")
    for shape in ((4,), (2, 3)):
        values = numbers(draw, shape, "float32")
        same_array(submission.to_numpy(torch.from_numpy(values)), values, "a tensor")
        box = inside.elsewhere(torch.from_numpy(values))
        where = place(box, "the tensor")
        got = trying(
            lambda box=box: submission.to_numpy(box),
            f"Called with a tensor on another device (here {where}, in play), to_numpy stopped. "
            "NumPy takes numbers in the computer's own memory only. Where is the tensor when NumPy "
            "gets it?",
            ("device",),
        )
        same_array(got, values, f"a tensor on another device (here {where}, in play)")
        expect(
            place(box, "the tensor") == where,
            "After to_numpy the caller's tensor is not where it was. Which of your calls changes "
            "the tensor itself?",
        )
    fetch_nothing(submission, there(submission, torch.from_numpy(values), "meta"))


def fetch_nothing(submission, box):
    """Ask for the numbers of a tensor that has none: an error is right, and not to be hidden.

    Whoever fetches the tensor, by cpu(), to("cpu"), copy_(), tolist() or item(), meets a
    RuntimeError, as there is nothing to fetch.
    """
    try:
        got = submission.to_numpy(box)
    except StudentRaised as error:
        if "RuntimeError" in error.kinds:
            return
        raise
    raise Wrong(
        "Called with a tensor on the device meta, which holds no numbers, to_numpy returned "
        f"{describe(got)}. Where do those numbers come from?"
    )


@points(1)
def check_move(submission, inside, rng):
    """move brings a pair of tensors to a device and leaves the caller's where they are"""
    draw = rng("batch")
    for device in DEVICES:
        for n in (4, 7):
            pair = (float32(draw.normal(size=(n, 3))), torch.from_numpy(draw.integers(0, 9, n)))
            moved(submission, inside, pair, device)
            moved(submission, inside, pair[0], device)


@points(1)
def check_move_nested(submission, inside, rng):
    """move finds every tensor in lists, tuples and dicts, and keeps all else as it is"""
    draw = rng("batch")
    for device in DEVICES:
        n = int(draw.integers(3, 8))
        batch = {
            "x": float32(draw.normal(size=(n, 2))),
            "parts": [
                torch.from_numpy(draw.integers(0, 9, n)),
                (torch.from_numpy(draw.random(n) < 0.5), "qwerties", None),
            ],
            "more": {"weights": torch.from_numpy(draw.normal(size=n)), "epoch": n, "rate": 0.5},
        }
        moved(submission, inside, batch, device)
        moved(submission, inside, [batch["parts"][1], {"x": batch["x"]}], device)


def moved(submission, inside, batch, device):
    """Have `batch` moved away and to where it is; look at the result and at the caller's own."""
    for where in (device, "cpu"):
        box = batch if type(batch) is torch.Tensor else submission.keep(batch)
        got = trying(
            lambda box=box, where=where: submission.move(box, where),
            f"move, asked for the device {where}, stopped.",
            (where, "device"),
        )
        compare(got, batch, where)
        says = (
            f"After moving to {where} the caller's own batch is another one. A new batch should be "
            "made, and the old one left alone. Which of your lines writes into it?"
        )
        if box is not batch:
            unchanged(inside.values(box), batch, says)


def compare(got, want, where, within=""):
    """Raise `Wrong` unless `got` has the structure of `want`, with its tensors at `where`.

    `within` says in which containers the two stand: " in a list in a dict".
    """
    deeper = f" in a {type(want).__name__}{within}"
    if isinstance(want, torch.Tensor):
        found = place(got, f"what move returned for a tensor{within}")
        expect(
            found == where,
            f"A tensor{within} was to be moved to {where}, and what came back is on {found}. Which "
            "line of yours moves it, and what becomes of the tensor that this line makes?",
        )
        expect(
            form(got) == form(want),
            f"A tensor{within} should have the same shape and dtype after the move; it has not.",
        )
        if where == "cpu":
            says = f"A tensor{within} was moved to cpu and came back with other numbers."
            same(got, want, says, rtol=0, atol=0)
        return
    expect(
        type(got) is type(want),
        f"For {describe(want)}{within} move returned {describe(got)}.",
    )
    if isinstance(want, dict):
        expect(set(got) == set(want), f"A dict{within} came back from move with other keys.")
        for key, part in want.items():
            compare(got[key], part, where, deeper)
    elif isinstance(want, list | tuple):
        expect(
            len(got) == len(want),
            f"A {type(want).__name__}{within} came back from move with {len(got)} entries; it had "
            f"{len(want)}.",
        )
        for mine, part in zip(got, want, strict=True):
            compare(mine, part, where, deeper)
    else:
        expect(got == want, f"What is no tensor{within} should come back as it was; it did not.")


def unchanged(got, want, says):
    """Raise `Wrong(says)` unless the caller's batch is what it was, on the CPU."""
    try:
        compare(got, want, "cpu")
    except Wrong:
        raise Wrong(says) from None


# Equal parameters, the reference and the accepted solutions in float32 against float64, 300 draws:
# outputs differ by 6e-7 (1 + |output|) at most, gradients by 1.2e-6 (1 + the largest entry of their
# array). The bounds are over 80 times as wide.
NEAR = 1e-4
SHAPES = [(8, 4), (8,), (1, 8), (1,)]


@points(1)
def check_network(submission, inside, reference, ref_inside, rng):
    """With equal parameters SeriesNet gives the outputs and gradients of the README's network"""
    draw = rng("network")
    mean, deviation, weights = constants(draw)
    mine = network(submission, mean, deviation)
    theirs = reference.SeriesNet(mean, deviation)
    shapes = [tuple(value.shape) for value in registered(inside, mine)]
    expect(
        shapes == SHAPES,
        f"SeriesNet has parameters of the shapes {shapes}. It should have those of its two layers, "
        "in the order of the data, and nothing else to learn.",
    )
    inside.load(mine, weights)
    ref_inside.load(theirs, weights)
    for steps in (7, 2, 12):  # one network for all: a series may have any length
        x = series(draw, mean, deviation, 6, steps)
        near = {"rtol": NEAR, "atol": NEAR, "name": "the network's output"}
        want = theirs(x)
        says = (
            f"Called with 6 series of {steps} steps, your network gives other outputs than one "
            "with the same parameters should. Do the scaling, the position, tanh and the mean "
            "over the steps stand where the README puts them?"
        )
        same(mine(x), want, says, **near)
        same(mine(x), want, "Asked twice the same, your network gives two answers.", **near)
        says = "A series gets another output alone than among others."
        same(mine(x[:1]), want[:1], says, **near)
        v = float32(draw.choice([-1, 1]) * draw.uniform(0.5, 1.5, (6, 1)))
        _, gradients, of_x = inside.vjp(mine, x, v)
        _, wanted, wanted_of_x = ref_inside.vjp(theirs, x, v)
        for got, right in zip([*gradients, of_x], [*wanted, wanted_of_x], strict=True):
            expect(got is not None, "A parameter of your network takes no part in its output.")
            says = "With the same parameters your network has other gradients."
            within = NEAR * (1 + float(right.abs().max()))
            same(got, right, says, rtol=0, atol=within, name="a gradient")


# A network against itself in float32, the reference and the accepted solutions, 300 draws: outputs
# differ by 9e-8 at most in float64, and by 0.011 in bfloat16, which keeps 8 bits; that bound is 5
# times as wide. The outputs for five series spread over 0.011 or more.
COARSE = 0.06


@points(1)
def check_network_elsewhere(submission, inside, rng):
    """SeriesNet works on any device and in any precision, and its constants go with it"""
    draw = rng("network")
    # A network is compared with itself, so an error that check_network tells costs no point here.
    mean, deviation, _ = constants(draw)
    x = series(draw, mean, deviation, 5, 7)
    net = network(submission, mean, deviation)
    want = array(net(x), (5, 1), name="the network's output")
    expect(np.ptp(want) > 1e-6, "The network gives all series the same output.")

    inside.buffers(net)  # not judged: it helps to tell apart what is wrong
    state = net.state_dict()

    for device in DEVICES:
        away = there(submission, x, device)
        net.to(device)
        got = trying(
            lambda away=away: net(away),
            f"A SeriesNet was moved to the device {device} and called with x there: it stopped. "
            "Which tensor in forward has not come along, is taken elsewhere, or is asked for a "
            "number?",
            (device, "device"),
        )
        found = place(got, "The network's output")
        expect(
            found == device,
            f"Network and x are on {device}, and the output came back on {found}. It should be "
            "where x is. Which lines of forward bring something elsewhere?",
        )
        expect(
            tuple(got.shape) == (5, 1),
            "On another device the output should have shape (n, 1), as on the CPU.",
        )

    other = network(submission, *constants(draw)[:2])
    other.load_state_dict(state)
    says = (
        "A SeriesNet was saved with state_dict() and loaded into another one, made with another "
        "mean and deviation. The two give different outputs: something that decides them is not "
        "saved. What does list(net.state_dict()) show?"
    )
    same(other(x), want, says, rtol=NEAR, atol=NEAR, name="the network's output")

    for precision, within in (("float64", NEAR), ("bfloat16", COARSE)):
        converted = other.double() if precision == "float64" else other.bfloat16()
        both = f"The network was made {precision}, and so was x"
        got = trying(
            lambda converted=converted, precision=precision: converted(
                x.to(getattr(torch, precision))
            ),
            f"{both}: it stopped. What was made in forward in another dtype?",
            ("dtype", "scalar type"),
        )
        expect(
            isinstance(got, torch.Tensor) and str(got.dtype) == f"torch.{precision}",
            f"{both}; the output is {describe(got)}. Which line changes the dtype?",
        )
        says = f"{both}; the outputs are others than in float32, by more than rounding."
        same(got, want, says, rtol=0, atol=within, name="the network's output")


# 12 and 20 steps in float32 against float64, 300 draws: parameters differ by 1.6e-7 (1 + |w|) at
# most, a 100th of the bound. The last step alone moves one by 4.7e-3 or more.
PATH = {"rtol": 2e-5, "atol": 2e-5}


@points(1)
def check_path(submission, inside, rng):
    """train takes one step of SGD on the squared error for each batch"""
    draw = rng("path")
    for epochs, where in ((4, ()), (3, ("cpu",))):
        model, start, batches, rate = lesson(submission, inside, draw, epochs + 1)
        submission.train(model, batches, rate, epochs, *where)
        expect(
            batches.passes == [len(batches)] * epochs,
            f"In {epochs} epochs train went through the batches {len(batches.passes)} time(s), "
            f"and {sum(batches.passes)} of {epochs * len(batches)} batches were taken. Each epoch "
            "is one whole pass.",
        )
        got = [array(value, name="a parameter") for value in parameters(inside, model)]
        expect(
            any(not np.array_equal(g, w) for g, w in zip(got, start, strict=True)),
            "train left the network as it was. Is it the given network that it trains?",
        )
        want = descend(start, batches.items, epochs, rate)
        says = (
            f"After {epochs} epochs of {len(batches)} batches the parameters are not where plain "
            "SGD on the mean squared error takes them. One step per batch: which loss, and what "
            "may be left over from one step to the next?"
        )
        for value, wanted in zip(got, want, strict=True):
            same(value, wanted, says, **PATH, name="a parameter")


@points(1)
def check_train_elsewhere(submission, inside, rng):
    """train brings the network and every batch to the device that it is told"""
    draw = rng("batches")
    for device in DEVICES:
        for epochs in (1, 3):
            model, _, batches, rate = lesson(submission, inside, draw, 3)
            seen = []

            def look(module, args, kwargs, seen=seen):
                seen.extend([*args, *kwargs.values()][:1])

            model.register_forward_pre_hook(look, with_kwargs=True)
            try:
                submission.train(model, batches, rate, epochs, device)
            except StudentRaised as error:
                stopped = told(error, (device, "device"))
            else:
                stopped = ""
            asked = f"train was told to compute on {device}"
            values = parameters(inside, model)
            stayed = {place(value, "a parameter") for value in values} - {device}
            expect(
                not stayed,
                f"{asked}; afterwards the given network is on {listed(stayed)}. {stopped}",
            )
            found = {place(x, "the input of the network") for x in seen} - {device}
            expect(
                not found,
                f"{asked}, and the network was given a batch on {listed(found)}. {stopped}",
            )
            expect(
                not stopped,
                f"{asked}. Network and x went there, and then it stopped: is all that the loss "
                f"needs there, does all stay there, and is no number asked for? {stopped}",
            )
            expect(
                sum(batches.passes) >= len(batches),
                f"Of {len(batches)} batches train took {sum(batches.passes)}.",
            )


@points(1)
def check_timed(submission, rng):
    """timed gives the mean seconds of a step, without those that warm up"""
    draw = rng("steps")
    for repeats, warmup in ((6, 2), (1, 1), (3, 5)):
        measure(submission, draw, repeats, warmup, waits=True)


@points(1)
def check_synchronized(submission, rng):
    """timed waits for work that goes on after a step has returned"""
    draw = rng("steps")
    for repeats, warmup in ((5, 2), (1, 3), (4, 1)):
        measure(submission, draw, repeats, warmup, waits=False)


def measure(submission, draw, repeats, warmup, waits):
    """Have a step timed whose work is done when it returns (`waits`), or later.

    Starting work, waiting for a device at rest, and reading the clock take no time, so whoever
    waits after each step measures the same as whoever waits at the end.
    """
    count = warmup + repeats
    # The first steps are slow, as those of a GPU are; binary fractions, so that sums are exact.
    work = draw.integers(64, 1024, count) / 256
    work[:warmup] += draw.integers(8, 40, warmup)
    now, busy_until, taken = [float(draw.integers(100, 900))], [0.0], []

    def step():
        expect(
            len(taken) < count,
            f"timed was to warm up with {warmup} step(s) and to time {repeats}; it calls step() "
            f"more than {count} time(s).",
        )
        busy_until[0] = max(busy_until[0], now[0]) + float(work[len(taken)])
        taken.append(now[0])
        if waits:
            now[0] = busy_until[0]

    def synchronize():
        now[0] = max(now[0], busy_until[0])

    def clock():
        return now[0]

    got = submission.timed(step, repeats, warmup, synchronize, clock)
    expect(
        len(taken) == count,
        f"timed was to warm up with {warmup} step(s) and to time {repeats}; it called step() "
        f"{len(taken)} time(s).",
    )
    says = (
        f"With {warmup} step(s) to warm up and {repeats} to time, these are not the mean seconds "
        "of a timed step. "
    )
    says += (
        "Which steps lie between the two times, and what is their difference divided by?"
        if waits
        else "Here the work goes on after step() has returned. Whose work is still going on when "
        "you look at the clock, the first time and the last?"
    )
    same(got, work[warmup:].mean(), says, rtol=1e-6, atol=0, name="The time of a step")


# What the checks are made of ----------------------------------------------------------------------


def there(submission, value, device):
    """A handle of the tensor `value` on `device`."""
    return submission.keep(value).to(device)


def place(value, name):
    """The kind of device that a tensor, or what claims to be one, is on."""
    try:
        kind = value.device.type
    except (AttributeError, StudentRaised):
        kind = None
    expect(
        type(kind) is str,
        f"{name[:1].upper()}{name[1:]} should be a tensor; it is {describe(value)}.",
    )
    return kind


def form(value):
    """Shape and dtype of a tensor here or there, to be compared."""
    kind = value.dtype
    return tuple(value.shape), kind.is_floating_point, kind.is_complex, kind.itemsize


def trying(work, says, words):
    """What `work` gives; an error of PyTorch with one of `words` in it is told after `says`."""
    try:
        return work()
    except StudentRaised as error:
        raise Wrong(f"{says} {told(error, words)}") from None


def told(error, words):
    """What to tell of an error of PyTorch with one of `words` in it; raises any other error.

    The device meta has errors that would otherwise pass for "not written yet".
    """
    of_pytorch = {"RuntimeError", "TypeError"} & set(error.kinds)
    if not of_pytorch or not any(word in error.message for word in words):
        raise error
    where = error.frames[-1:]
    line = f" (line {where[0].line}, in {where[0].function})" if where else ""
    return f"PyTorch says{line}: {first_line(error)}"


def first_line(error):
    return (error.message.splitlines() or [""])[0]


def listed(names):
    return ", ".join(sorted(names))


def float32(values):
    return torch.from_numpy(np.asarray(values, dtype=np.float32))


def numbers(draw, shape, kind):
    """Random numbers of a dtype."""
    values = 100 * draw.normal(size=shape)
    return values > 0 if kind == "bool" else values.astype(kind)


def same_array(got, want, what):
    """Raise `Wrong` unless `got` is the NumPy array `want`."""
    expect(
        isinstance(got, np.ndarray),
        f"Called with {what}, to_numpy should return a NumPy array; it returned {describe(got)}.",
    )
    expect(
        got.dtype == want.dtype and got.shape == want.shape,
        f"Called with {what} of dtype {want.dtype} and shape {want.shape}, to_numpy returned "
        f"{describe(got)}.",
    )
    says = f"Called with {what}, to_numpy returned other numbers than the tensor holds."
    same(got, want, says, rtol=0, atol=0)


def constants(draw):
    """A mean, a deviation and the parameters of a network whose tanh are neither flat nor full."""
    weights = [float32(0.7 * draw.normal(size=shape)) for shape in SHAPES]
    return float32(draw.uniform(1, 4, 3)), float32(draw.uniform(0.4, 2.5, 3)), weights


def series(draw, mean, deviation, n, steps):
    """n series that are about standard once they are scaled."""
    return mean + deviation * float32(draw.normal(size=(n, steps, 3)))


def network(submission, mean, deviation):
    """A fresh SeriesNet of the student."""
    net = submission.SeriesNet(mean, deviation)
    expect(callable(net), f"SeriesNet() should be a network; it is {describe(net)}.")
    return net


def registered(inside, net):
    """The parameters of a network of the student's, in its order."""
    named = inside.parameters(net)
    expect(type(named) is dict, "The network does not list its parameters as an nn.Module does.")
    return [array(value, name="a parameter") for value in named.values()]


def lesson(submission, inside, draw, count):
    """A given network with random parameters, those, `count` batches of data, a rate."""
    model = submission.line()
    start = [draw.normal(size=(1, 3)).astype("f4"), draw.normal(size=1).astype("f4")]
    inside.load(model, start)
    sizes = [5] * (count - 1) + [3]
    pairs = [
        (float32(draw.normal(size=(n, 3)) + 0.5), float32(2 * draw.normal(size=(n, 1))))
        for n in sizes
    ]
    return model, start, Given(pairs), float(draw.uniform(0.04, 0.08))


def parameters(inside, model):
    """The parameters of the given network, here or there."""
    named = inside.parameters(model)
    expect(
        type(named) is dict and len(named) == 2,
        "line() should return the network of the stub, as it was given.",
    )
    return list(named.values())


@once
def descend(start, pairs, epochs, rate):
    """Weight and bias of a line after plain SGD on the mean squared error, in float64."""
    w, b = (np.asarray(value, dtype=np.float64) for value in start)
    for _ in range(epochs):
        for x, y in pairs:
            x, y = x.double().numpy(), y.double().numpy()
            error = 2 * (x @ w.T + b - y) / len(x)
            w, b = w - rate * error.T @ x, b - rate * error.sum(axis=0)
    return [w, b]
