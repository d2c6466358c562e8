# instructor room · gradeproof-canary-6f1d2c9a
"""Instructor room: hidden checks of "Binarized MNIST", 10 points.

The network is compared with the reference's at equal parameters. `train` is compared with a
float64 twin (`autograder.chain`) that trains a chain of whatever layers the student's network
registers. There the weights are drawn "awake": every ReLU gets positive numbers, where it does
nothing. So a layer of a wrong size or a forgotten ReLU costs the network's points only, and logits
in place of log-probabilities too, if `train` makes up for them.
"""

import numpy as np
import torch

from autograder import chain
from autograder.chain import descend, float32, loss_of, nearest_bend
from autograder.checks import Given, array, describe, expect, points, same
from autograder.once import once

SHAPES = [(64, 784), (64,), (32, 64), (32,), (32, 32), (32,), (10, 32), (10,)]


@points(1)
def check_ink(submission, reference, inside, rng, data):
    """binarize turns every trace of ink into 1 and the rest into 0"""
    images = pictures(rng("pictures"), data("mnist").images, 0)
    box = submission.keep(images)
    compare_pixels(submission.binarize(box), reference.binarize(images))
    same(inside.values(box), images, "binarize has changed the caller's images.", name="The images")


@points(1)
def check_threshold(submission, reference, rng, data):
    """binarize draws the line where the threshold says"""
    draw = rng("pictures")
    real = data("mnist").images
    low, high = (int(t) for t in draw.integers((2, 129), (127, 254)))
    for threshold in (1, low, 127, high, 254):
        images = pictures(draw, real, threshold)
        compare_pixels(
            submission.binarize(images, threshold), reference.binarize(images, threshold)
        )


@points(1)
def check_images(submission, rng, data):
    """prepare shares out the binarized images in the given order, nine to one"""
    images, labels, order = digits(rng("digits"), data("mnist"), 60)
    images[:, 0, 0] = 1  # ink by default, none at a threshold: the two must not be mixed up
    for threshold in ((100,), ()):
        # What a pixel becomes, and of which type, is the matter of the two checks above; here the
        # student's own rows do.
        binarized = submission.binarize(images, *threshold)
        rows = array(binarized, (60, 784), name="The result of binarize").astype(np.float64)
        distinct = len(np.unique(rows, axis=0)) == 60
        expect(distinct or not threshold, "After binarize, different digits look the same.")
        train_x, _, test_x, _ = prepared(submission, images, labels, order, *threshold)
        for x, part, name in ((train_x, order[:54], "train_x"), (test_x, order[54:], "test_x")):
            if not alike(x, binarized):
                tensor(x, torch.float32, name)
            same(
                x,
                rows[part],
                f"{name} does not hold the images that belong there: those of `order`, one after "
                "the other, each as binarize gives it at this threshold.",
                name=name,
            )


@points(1)
def check_labels(submission, rng, data):
    """prepare gives every image of both parts its own digit"""
    images, labels, order = digits(rng("digits"), data("mnist"), 200)
    _, train_y, _, test_y = prepared(submission, images, labels, order)
    for y, part, name in ((train_y, order[:180], "train_y"), (test_y, order[180:], "test_y")):
        tensor(y, torch.int64, name)
        same(y, labels[part], f"{name} does not hold the digits of its images.", name=name)


# Equal parameters, float32 against float64, 300 draws at each scale: outputs differ by 2.2e-6 times
# the scale at most, gradients by 1.5e-6 of the largest entry of their array, once `half_awake` has
# seen to it that no ReLU lies within rounding of its kink. The bounds are 45 and 65 times as wide.
@points(2)
def check_network(submission, inside, reference, ref_inside, rng):
    """With equal parameters DigitNet gives the outputs and gradients of 784-64-32-32-10"""
    draw = rng("network")
    for scale in (1, 3, 10):  # ReLU6 and functions that saturate differ at large signals only
        weights, x = half_awake(draw, scale)
        v = float32(draw.normal(size=(40, 10)))
        mine, theirs = network(submission), reference.DigitNet()
        shapes = [value.shape for value in registered(inside, mine)]
        expect(
            shapes == SHAPES,
            f"DigitNet registers parameters of the shapes {shapes}, in this order. Weight and bias "
            "of 784-64-32-32-10 should be registered in the order in which data flows.",
        )
        inside.load(mine, weights)
        ref_inside.load(theirs, weights)
        near = {"rtol": 1e-4, "atol": 1e-4 * scale, "name": "the network's output"}
        want = theirs(x)
        says = "With the same parameters your network gives other log-probabilities."
        same(mine(x), want, says, **near)
        same(mine(x), want, "Asked twice the same, your network gives two answers.", **near)
        says = "An image gets other log-probabilities alone than among others."
        same(mine(x[:1]), want[:1], says, **near)
        _, gradients, _ = inside.vjp(mine, x, v)
        _, wanted, _ = ref_inside.vjp(theirs, x, v)
        for got, want in zip(gradients, wanted, strict=True):
            expect(got is not None, "A parameter of your network takes no part in its output.")
            says = "With the same parameters your network has other gradients."
            within = 1e-4 * float(want.abs().max())
            same(got, want, says, rtol=0, atol=within, name="a gradient")


# Thirty awake steps, float32 against float64, 300 draws: weights differ by 3.4e-7 (1 + |w|) at
# most, a 24th of the bound. Each training moves some weight by 0.013 or more.
PATH = {"rtol": 8e-6, "atol": 8e-6}


@points(1)
def check_path(submission, inside, rng):
    """Three epochs of ten batches: the weights follow the path of SGD for thirty steps"""
    draw = rng("path")
    rate = float(draw.uniform(0.03, 0.06))
    model = network(submission)
    weights = awake(draw, chained(inside, model))
    given = Given(batches(draw, 10, 16))
    inside.load(model, weights)
    submission.train(model, given, 3, rate)
    got = registered(inside, model)
    _, want = descend(weights, given.items, 3, rate, "classes")
    moved = any(not np.array_equal(g, w) for g, w in zip(got, weights, strict=True))
    expect(moved, "train left the network as it was. Is it the given network that it trains?")
    says = (
        "After thirty steps the weights are not where plain SGD on the negative log-likelihood "
        "takes them. Which loss, which rate, and what may be left over from one step to the next?"
    )
    for weight, wanted in zip(got, want, strict=True):
        same(weight, wanted, says, **PATH, name="a parameter")
    whole = sum(taken == len(given) for taken in given.passes)
    expect(
        whole >= 3,
        f"In 3 epochs train went through the batches {whole} time(s). Ask for them anew in every "
        "epoch: a DataLoader shuffles each time that it is gone through.",
    )


# Losses: float32 and float64 differ by a share of 8e-8 at most (300 draws).
LOSS = {"rtol": 2e-5, "atol": 1e-6, "name": "the losses"}


@points(1)
def check_losses(submission, inside, rng):
    """train returns one loss per epoch, the mean of its batch losses before their steps"""
    draw = rng("losses")
    model = network(submission)
    weights = awake(draw, chained(inside, model))
    # At this rate the weights stand still, so a slip in the steps costs nothing here, and a train
    # that stops when nothing gets better stops too soon.
    pairs = batches(draw, 5, 12)
    inside.load(model, weights)
    losses = array(submission.train(model, pairs, 12, 1e-9), (12,), name="the losses of 12 epochs")
    want = np.mean([loss_of(weights, pair, "classes").item() for pair in pairs])
    says = "The loss of an epoch is not the mean of the negative log-likelihoods of its batches."
    same(losses, np.full(12, want), says, **LOSS)

    # One step, which lowers the loss of its batch by 3 % or more (300 draws).
    pairs = batches(draw, 1, 24)
    inside.load(model, weights)
    losses = array(submission.train(model, pairs, 1, 0.1), (1,), name="the losses of one epoch")
    want = loss_of(weights, pairs[0], "classes").item()
    same(losses, [want], "The loss of a batch should be the one from before its step.", **LOSS)


@points(1)
def check_accuracy(submission, rng):
    """accuracy is the percentage of digits guessed right, for labels of either shape"""
    draw = rng("guesses")
    for n, right in ((40, 29), (250, 33), (7, 0), (12, 12)):
        z = draw.normal(size=(n, 10))
        labels = z.argmax(axis=1)
        wrong = draw.permutation(n)[right:]
        labels[wrong] = (labels[wrong] + draw.integers(1, 10, size=len(wrong))) % 10
        log_p = float32(z - np.log(np.exp(z).sum(axis=1, keepdims=True)))
        for given, form in ((labels, "(n,)"), (labels[:, None], "(n, 1)")):
            got = submission.accuracy(log_p, torch.from_numpy(given))
            same(
                array(got, (), name="the accuracy"),
                100 * right / n,
                f"For labels of shape {form} this is not the percentage of images whose likeliest "
                "digit is the label.",
                rtol=0,
                atol=0.0051,  # two decimals are enough; one image of 250 is 0.4
            )


# Over 300 splits and starts of the reference the accuracy has mean 77.8 and standard deviation 4.5;
# the smallest was 59.5. So one attempt misses the floor with less than 1 % (0 of 300, at 95 %, with
# no assumption about the tail, which SGD can make heavy), and three in a row, each with a split and
# a start of its own, with less than 1e-6. Guessing never passes (10 %). But the digits and their
# labels stand in a public file, and wrong networks learn well: this is a floor for one point, and
# pays only behind the network and the path that have been judged.
FLOOR = 50
ATTEMPTS = 3


@points(1, needs=(check_network, check_path))
def check_held_out(submission, reference, rng, data):
    """Your network, trained by you from your own start, reads digits it has not seen"""
    draw, mnist = rng("digits"), data("mnist")
    for _ in range(ATTEMPTS):
        images, labels, _ = digits(draw, mnist, 1360)
        x, y = reference.binarize(images), torch.from_numpy(labels)
        model = network(submission)
        train = list(zip(x[:960].split(16), y[:960].split(16), strict=True))
        array(submission.train(model, train, 8, 0.05), (8,), name="the losses of 8 epochs")
        guesses = array(model(x[960:]), (400, 10), name="the network's output").argmax(axis=1)
        if 100 * (guesses == labels[960:]).mean() >= FLOOR:
            return
    expect(False, f"After 8 epochs fewer than {FLOOR} % of the held-out digits are read right.")


# What the checks are made of ----------------------------------------------------------------------


def pictures(draw, digits, threshold):
    """48 images, uint8: digits at full and at low brightness, and pixels close to the threshold.

    MNIST alone would not do. Each of its images reaches 254 or more, so whoever divides by a
    maximum first, or compares with a mean, gets much the same picture.
    """
    real = digits[draw.choice(len(digits), 30, replace=False)]
    dimmed = (real * draw.uniform(0.1, 1.0, (30, 1, 1))).astype(np.uint8)
    near = np.clip(threshold + np.array([-2, -1, 0, 0, 1, 2]), 0, 255)
    values = np.array([0, 1, 2, 126, 127, 128, 249, 250, 251, 254, 255, *near])
    noise = draw.choice(values, size=(16, 28, 28)).astype(np.uint8)
    blank, full = np.zeros((1, 28, 28), np.uint8), np.full((1, 28, 28), 255, np.uint8)
    return np.concatenate([real[:10], dimmed[10:], noise, blank, full])


def digits(draw, mnist, n):
    """(images, labels, order): n digits of MNIST, and a permutation of 0 to n - 1."""
    chosen = draw.choice(len(mnist.labels), n, replace=False)
    return mnist.images[chosen], mnist.labels[chosen], draw.permutation(n)


def compare_pixels(got, want):
    tensor(got, torch.float32, "The result of binarize")
    values = array(got, want.shape, name="The result of binarize")
    expect(
        bool(np.isin(values, (0, 1)).all()),
        "After binarize a pixel should be 0 or 1; some are something else.",
    )
    same(
        values,
        want,
        "A pixel is not what the threshold makes of it, or not at its place. Look at bright and at "
        "faint images, and at pixels that are as dark as the threshold.",
    )


def tensor(value, dtype, name):
    """Refuse what a network or its loss would refuse: anything but a tensor of this dtype."""
    expect(
        isinstance(value, torch.Tensor) and value.dtype == dtype,
        f"{name} should be a {str(dtype)[6:]} tensor; it is {describe(value)}.",
    )


def alike(one, other):
    """Whether both are arrays, or both tensors, of one dtype."""
    kinds = type(one), type(other)
    return kinds in ((torch.Tensor,) * 2, (np.ndarray,) * 2) and one.dtype == other.dtype


def prepared(submission, *arguments):
    """What `prepare` returns, as its four parts."""
    parts = submission.prepare(*arguments)
    expect(
        type(parts) in (tuple, list) and len(parts) == 4,
        f"prepare should return train_x, train_y, test_x, test_y; it returned {describe(parts)}.",
    )
    return parts


def network(submission):
    """A fresh DigitNet of the student."""
    model = submission.DigitNet()
    expect(callable(model), f"DigitNet() should be a network; it is {describe(model)}.")
    return model


def registered(inside, model):
    """The values of the network's parameters, in its own order."""
    return chain.registered(inside, model, "DigitNet", "a parameter")


def chained(inside, model):
    """The shapes, if they are those of linear layers, biases or not, from 784 inputs to 10."""
    shapes = [value.shape for value in registered(inside, model)]
    expect(
        chain.leads(shapes, 784, 10),
        "The parameters that DigitNet registers do not lead from 784 inputs to 10 outputs: they "
        f"have the shapes {shapes}.",
    )
    return shapes


def bits(draw, n):
    """n binary images without a meaning, float32 of shape (n, 784); a fifth of them is ink."""
    return float32(draw.random((n, 784)) < draw.uniform(0.05, 0.35, 784))


def batches(draw, count, size):
    """`count` pairs (x, y); a few digits are much more frequent than the others."""
    share = draw.permutation(np.arange(1, 11)) / 55
    return [
        (bits(draw, size), torch.from_numpy(draw.choice(10, size=size, p=share)))
        for _ in range(count)
    ]


def awake(draw, shapes):
    """Parameters with which binary images put every ReLU well above 0, and the logits too.

    Through the thirty steps of check_path no signal of a ReLU sinks below 0.19, and no logit below
    0.4 (300 draws).
    """
    return chain.awake(draw, shapes, lift=2.2, first=2.5)


def diverse(draw, shapes):
    """Parameters that keep signals and gradients near 1, with no unit always on or always off.

    A fifth of the pixels is ink, so the first layer needs larger weights than the others.
    """
    return chain.diverse(draw, shapes, first=0.1)


@once
def half_awake(draw, scale):
    """`diverse` parameters with signals near `scale`, and 40 binary images for which no ReLU is so
    close to its kink that rounding decides."""
    while True:
        weights = diverse(draw, SHAPES)
        weights[:2] = [(scale * w).astype(np.float32) for w in weights[:2]]
        x = bits(draw, 40)
        if nearest_bend(weights, x) > 5e-6 * scale:
            return weights, x
