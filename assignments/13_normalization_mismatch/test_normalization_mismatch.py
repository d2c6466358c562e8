"""Student room: public checks of "Normalization mismatch". Small fixed inputs, visible answers."""

import numpy as np
import torch

from autograder.checks import array, expect, same

SHAPES = [(64, 784), (64,), (32, 64), (32,), (32, 32), (32,), (10, 32), (10,)]
MODES = ("both", "test_raw", "train_raw")


def parts():
    """Two training images with pixels from 10 to 110, one test image with pixels from 0 to 200."""
    train = np.full((2, 28, 28), 10, np.uint8)
    train[0, 0, :3] = [35, 60, 110]
    test = np.full((1, 28, 28), 110, np.uint8)
    test[0, 0, :3] = [0, 60, 200]
    return train, test


def constant(inside, model, value, last_weight=None):
    """Set all weights to `value`, the last ones to `last_weight` if given, all biases to 0."""
    shapes = [tuple(p.shape) for p in inside.parameters(model).values()]
    expect(shapes == SHAPES, f"DigitNet should register the shapes {SHAPES}; it has {shapes}.")
    values = [np.full(s, value if len(s) == 2 else 0.0, np.float32) for s in SHAPES]
    if last_weight is not None:
        values[-2][:] = np.float32(last_weight)
    inside.load(model, values)


def test_ranges(submission):
    """ranges finds -1 to 3 and 0.5 to 0.5"""
    got = submission.ranges(torch.tensor([[0.0, -1.0], [3.0, 2.0]]), torch.tensor([[0.5]]))
    same(got, [[-1.0, 3.0], [0.5, 0.5]], "ranges should give ((-1, 3), (0.5, 0.5)) here.")


def test_normalize(submission, inside):
    """With training pixels from 10 to 110, a test pixel of 0 becomes -0.1 and one of 200 is 1.9"""
    train, test = (submission.keep(part) for part in parts())
    scaled = ([0.25, 0.5, 1.0], [-0.1, 0.5, 1.9])
    raw = ([35.0, 60.0, 110.0], [0.0, 60.0, 200.0])
    for mode, wanted in zip(MODES, (scaled, (scaled[0], raw[1]), (raw[0], scaled[1])), strict=True):
        pair = submission.normalize(train, test, mode)
        for part, n, want, name in zip(pair, (2, 1), wanted, ("x_train", "x_test"), strict=True):
            is_float32 = isinstance(part, torch.Tensor) and part.dtype == torch.float32
            expect(is_float32, f"{name} should be a float32 tensor.")
            first = array(part, (n, 784), name=name)[0, :3]
            says = f'In mode "{mode}", {name} should begin with {want}.'
            same(first, want, says, rtol=1e-4, atol=1e-5)
    for box, part in zip((train, test), parts(), strict=True):
        same(inside.values(box), part, "The caller's images were changed by the call.")


def test_network(submission, inside):
    """DigitNet gives the outputs 0 to 9 for one image, and ReLU stops the signals of another"""
    model = submission.DigitNet()
    x = torch.zeros(2, 784)
    x[0, :10], x[1, :10] = 1.0, -1.0
    constant(inside, model, 0.1, last_weight=np.arange(10)[:, None] / 655.36)
    # Ten pixels of 1: 1.0 after the first layer, then 6.4, 20.48, and the outputs 0, 1, ..., 9.
    output = array(model(x), (2, 10), name="the output")
    says = (
        "The outputs should be 0, 1, ..., 9 for the first image and all 0 for the second, or all "
        "ten of an image shifted alike, as a log-softmax does."
    )
    shifted = output - output[:, :1]
    same(shifted, [np.arange(10.0), np.zeros(10)], says, rtol=1e-4, atol=1e-4, name="the output")


def test_train(submission, inside):
    """From weights of 0, only the last bias moves: two steps towards the digit 3"""
    model = submission.DigitNet()
    constant(inside, model, 0.0)
    batch = (torch.ones(4, 784), torch.full((4,), 3))
    test_x, test_y = torch.ones(5, 784), torch.tensor([3, 3, 3, 7, 7])
    tables = submission.train(model, [batch], test_x, test_y, 2, 1.0)
    expect(
        type(tables) in (tuple, list) and len(tables) == 2,
        "train should return losses and accuracies.",
    )
    want = np.full(10, -0.185337)
    want[3] = 1.668031
    bias = list(inside.parameters(model).values())[-1]
    says = "After two steps the bias of digit 3 should be about 1.668 and the others -0.185."
    same(bias, want, says, atol=1e-4)
    says = "losses should be about [[2.3026, 1.8612], [1.4612, 1.6211]]: training, then testing."
    same(tables[0], [[2.302585, 1.861150], [1.461150, 1.621130]], says, rtol=1e-4, name="losses")
    table = array(tables[1], (2, 2), name="accuracies")
    says = "In the second epoch all 4 training digits and 3 of the 5 test digits are right."
    same(table[1], [100.0, 60.0], says, atol=0.006, name="accuracies")


def test_compare(submission):
    """compare makes three runs with three models and keeps each result under its mode"""
    train, test = parts()
    made = []

    def normalize(train, test, mode):
        expect(mode in MODES, f"{mode!r} is no mode.")
        same([np.sum(train), np.sum(test)], [15855, 86170], "normalize should get the raw images.")
        shift = float(MODES.index(mode))
        return torch.full((2, 784), shift), torch.full((1, 784), shift + 0.5)

    def create():
        made.append(len(made))
        return made[-1]

    def run(model, x_train, x_test):
        return [model, float(x_train[0, 0]), float(x_test[0, 0])]

    results = submission.compare(normalize, create, run, train, test)
    expect(type(results) is dict and set(results) == set(MODES), "Return a dict with three modes.")
    for k, mode in enumerate(MODES):
        says = f'The result of mode "{mode}" is not that of its own images.'
        same(results[mode][1:], [k, k + 0.5], says)
    models = {results[mode][0] for mode in MODES}
    expect(len(models) == 3, "Each of the three runs should get a new model from create.")
