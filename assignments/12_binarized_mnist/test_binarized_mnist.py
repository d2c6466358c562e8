"""Student room: public checks of "Binarized MNIST". Small fixed inputs, visible answers."""

import numpy as np
import torch

from autograder.checks import array, expect, same

SHAPES = [(64, 784), (64,), (32, 64), (32,), (32, 32), (32,), (10, 32), (10,)]


def pictures():
    """Ten pictures. Picture k has a faint dot (100) at row 0, column 1 + k, and black at row 27."""
    images = np.zeros((10, 28, 28), np.uint8)
    images[range(10), 0, range(1, 11)] = 100
    images[:, 27, :] = 255
    return images


def constant(inside, model, value, last_weight=None, last_bias=None):
    """Set all weights to `value` and all biases to 0, but for the last layer where given."""
    shapes = [tuple(p.shape) for p in inside.parameters(model).values()]
    expect(shapes == SHAPES, f"DigitNet should register the shapes {SHAPES}; it has {shapes}.")
    values = [np.full(s, value if len(s) == 2 else 0.0, np.float32) for s in SHAPES]
    if last_weight is not None:
        values[-2][:] = np.float32(last_weight)
    if last_bias is not None:
        values[-1][:] = np.float32(last_bias)
    inside.load(model, values)


def test_binarize(submission, inside):
    """binarize finds the dot and the black row; with a threshold of 100 the dot is gone"""
    images = submission.keep(pictures())
    for threshold, places in (((), [3, *range(756, 784)]), ((100,), list(range(756, 784)))):
        x = submission.binarize(images, *threshold)
        is_float32 = isinstance(x, torch.Tensor) and x.dtype == torch.float32
        expect(is_float32, "binarize should return a float32 tensor.")
        want = np.zeros(784)
        want[places] = 1.0
        says = f"Row 2 should be 1 at the places {places[0]} to 783 that hold ink, and 0 elsewhere."
        same(array(x, (10, 784), name="the pixels")[2], want, says, name="row 2")
    same(inside.values(images), pictures(), "The caller's images were changed by the call.")


def test_prepare(submission):
    """prepare puts ten images into the order 9, 8, ..., 0: image 0 is left for testing"""
    labels = np.array([5, 0, 4, 1, 9, 2, 1, 3, 1, 4])
    parts = submission.prepare(pictures(), labels, np.arange(10)[::-1].copy())
    expect(
        type(parts) in (tuple, list) and len(parts) == 4,
        "prepare should return the four tensors train_x, train_y, test_x, test_y.",
    )
    train_x, train_y, test_x, test_y = parts
    dots = array(train_x, (9, 784), name="train_x")[:, 1:11]
    says = "The first training image should be image 9, then 8, and so on down to 1."
    same(dots, np.eye(10)[:0:-1], says)
    same(train_y, [4, 1, 3, 1, 2, 9, 1, 4, 0], "train_y should be [4, 1, 3, 1, 2, 9, 1, 4, 0].")
    dots = array(test_x, (1, 784), name="test_x")[:, 1:11]
    same(dots, np.eye(10)[:1], "The only image for testing should be image 0.")
    same(test_y, [5], "test_y should be [5].")


def test_network(submission, inside):
    """DigitNet gives the log-probabilities of known logits, and ReLU stops negative signals"""
    model = submission.DigitNet()
    x = torch.zeros(2, 784)
    x[0, :10], x[1, :10] = 1.0, -1.0
    constant(inside, model, 0.1, last_weight=np.arange(10)[:, None] / 655.36)
    # Ten pixels of 1: 1.0 after the first layer, then 6.4, 20.48, and the logits 0, 1, ..., 9.
    logits = torch.stack([torch.arange(10.0), torch.zeros(10)])
    want = logits - logits.exp().sum(1, keepdim=True).log()
    says = (
        "The logits are 0, 1, ..., 9 for the first image and all 0 for the second, so the outputs "
        "should be about -9.46, -8.46, ..., -0.46 and ten times -2.30."
    )
    same(model(x), want, says, rtol=1e-4, atol=1e-4, name="the output")


def test_train(submission, inside):
    """From weights of 0, only the last bias moves: two steps towards the digit 3"""
    model = submission.DigitNet()
    constant(inside, model, 0.0)
    batch = (torch.ones(4, 784), torch.full((4,), 3))
    losses = submission.train(model, [batch], 2, 1.0)
    says = (
        "The losses should be about [2.3026, 1.4612]: ln 10 when all digits are alike, then less."
    )
    same(losses, [2.302585, 1.461150], says, rtol=1e-4, name="the losses")
    want = np.full(10, -0.185337)
    want[3] = 1.668031
    bias = list(inside.parameters(model).values())[-1]
    says = "After two steps the bias of digit 3 should be about 1.668 and the others -0.185."
    same(bias, want, says, atol=1e-4)


def test_accuracy(submission):
    """Three of four digits are right: 75 percent, for labels of either shape"""
    p = np.full((4, 10), 0.05)
    p[range(4), [2, 0, 9, 2]] = 0.55
    log_p = torch.tensor(np.log(p), dtype=torch.float32)
    labels = torch.tensor([2, 0, 9, 5])
    for given in (labels, labels[:, None]):
        got = array(submission.accuracy(log_p, given), (), name="the accuracy")
        says = f"For labels of shape {tuple(given.shape)} the accuracy should be 75."
        same(got, 75.0, says, atol=0.006)
