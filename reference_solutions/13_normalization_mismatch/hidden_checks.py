# instructor room · gradeproof-canary-6f1d2c9a
"""Instructor room: hidden checks of "Normalization mismatch", 10 points.

The network is compared with the reference's at equal parameters, up to what the cross-entropy does
not see. `train` is compared with a float64 twin (`autograder.chain`) that trains a chain of
whatever layers the student's network registers. There the weights are drawn "awake": every ReLU
gets positive numbers, where it does nothing. So a layer of a wrong size or a forgotten ReLU costs
the network's point only.

MNIST cannot tell a scaling by the training images' constants from most others: its smallest pixel
is 0, and each of its images reaches 254 or more. So `normalize` is given other images.
"""

import numpy as np
import torch

from autograder import chain
from autograder.chain import descend, float32, loss_of, nearest_bend
from autograder.checks import Given, array, describe, expect, points, same
from autograder.once import once

SHAPES = [(64, 784), (64,), (32, 64), (32,), (32, 32), (32,), (10, 32), (10,)]
MODES = ("both", "test_raw", "train_raw")


@points(1)
def check_ranges(submission, rng):
    """ranges gives the smallest and the largest value of each part"""
    draw = rng("parts")
    for n, m in ((12, 5), (3, 30)):
        low, other = draw.uniform(-3, 3, 2)
        train = float32(low + draw.uniform(0.5, 2) * draw.random((n, 784)))
        test = float32(other + draw.uniform(0.5, 2) * draw.random((m, 784)))
        # The extremes lie anywhere, not in the first image or the first pixel.
        same(
            submission.ranges(train, test),
            [[train.min(), train.max()], [test.min(), test.max()]],
            "These are not the smallest and the largest value of the training images, then of the "
            "test images.",
            name="The result of ranges",
        )


# Scaled pixels lie between -0.2 and 1.9, where float32 errs by 3e-7 at most. Constants that are off
# by one gray value move some pixel by 6e-3 or more.
SCALED = {"rtol": 1e-5, "atol": 1e-5}


@points(1)
def check_both(submission, reference, inside, rng):
    """Mode both scales the two parts by the constants of the training images"""
    train, test = parts(rng("parts"), brighter=True)
    boxes = submission.keep(train), submission.keep(test)
    x_train, x_test = normalized(submission, *boxes, "both")
    wanted = reference.normalize(train, test, "both")
    compare_part(x_train, wanted[0], "the training images", "In mode both")
    compare_part(x_test, wanted[1], "the test images", "In mode both")
    for box, part in zip(boxes, (train, test), strict=True):
        same(
            inside.values(box), part, "normalize has changed the caller's images.", name="The array"
        )


@points(1)
def check_test_raw(submission, reference, rng):
    """Mode test_raw scales the training images and leaves the test images raw"""
    train, test = parts(rng("parts"))
    x_train, x_test = normalized(submission, train, test, "test_raw")
    wanted = reference.normalize(train, test, "test_raw")
    compare_part(x_train, wanted[0], "the training images", "In mode test_raw")
    compare_part(x_test, wanted[1], "the test images", "In mode test_raw")


@points(1)
def check_train_raw(submission, reference, rng):
    """Mode train_raw leaves the training images raw and scales the test images"""
    train, test = parts(rng("parts"))
    x_train, x_test = normalized(submission, train, test, "train_raw")
    wanted = reference.normalize(train, test, "train_raw")
    compare_part(x_train, wanted[0], "the training images", "In mode train_raw")
    compare_part(x_test, wanted[1], "the test images", "In mode train_raw")


# Equal parameters, float32 against float64, 300 draws at each scale: outputs differ by 1.3e-6 times
# the scale at most, gradients by 5.4e-7 of the largest entry of their array, once `half_awake` has
# seen to it that no ReLU lies within rounding of its kink. The bounds are 75 and 180 times as wide.
@points(1)
def check_network(submission, inside, reference, ref_inside, rng):
    """With equal parameters DigitNet gives the outputs and gradients of 784-64-32-32-10"""
    draw = rng("network")
    for scale in (1, 3, 10):  # ReLU6 and functions that saturate differ at large signals only
        weights, x = half_awake(draw, scale)
        v = draw.normal(size=(40, 10))
        v = float32(v - v.mean(axis=1, keepdims=True))  # blind for a shift of all ten, as the loss
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
        want = outputs(theirs, x)
        says = "With the same parameters your network gives other outputs."
        same(outputs(mine, x), want, says, **near)
        says = "Asked twice the same, your network gives two answers."
        same(outputs(mine, x), want, says, **near)
        says = "An image gets other outputs alone than among others."
        same(outputs(mine, x[:1]), want[:1], says, **near)
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
    *pairs, test = batches(draw, 11, 16)
    given = Given(pairs)
    inside.load(model, weights)
    submission.train(model, given, *test, 3, rate)
    got = registered(inside, model)
    _, want = descend(weights, pairs, 3, rate, "classes")
    moved = any(not np.array_equal(g, w) for g, w in zip(got, weights, strict=True))
    expect(moved, "train left the network as it was. Is it the given network that it trains?")
    says = (
        "After thirty steps the weights are not where plain SGD on the cross-entropy of the "
        "batches takes them. Which loss, which rate, which images, and what may be left over from "
        "one step to the next?"
    )
    for weight, wanted in zip(got, want, strict=True):
        same(weight, wanted, says, **PATH, name="a parameter")
    whole = sum(taken == len(given) for taken in given.passes)
    expect(
        whole >= 3,
        f"In 3 epochs train went through the batches {whole} time(s). Ask for them anew in every "
        "epoch: a DataLoader shuffles each time that it is gone through.",
    )


# Losses: float32 and float64 differ by a share of 2e-7 at most (300 draws).
LOSS = {"rtol": 2e-5, "atol": 1e-6}


@points(1)
def check_losses(submission, inside, rng):
    """train returns a training loss and a test loss for every epoch"""
    draw = rng("losses")
    model = network(submission)
    weights = awake(draw, chained(inside, model))
    # At this rate the weights stand still, so a slip in the steps costs nothing here, and a train
    # that stops when nothing gets better stops too soon.
    pairs, test = batches(draw, 5, 12), batches(draw, 1, 30)[0]
    inside.load(model, weights)
    table, _ = tables(submission.train(model, pairs, *test, 12, 1e-9), 12)
    want = np.mean([loss_of(weights, pair, "classes").item() for pair in pairs])
    says = "{}, the losses are not the mean cross-entropy of {}."
    says_of_batches = says.format("In training", "the batches of each epoch")
    same(table[:, 0], np.full(12, want), says_of_batches, **LOSS)
    want = loss_of(weights, test, "classes").item()
    same(table[:, 1], np.full(12, want), says.format("In testing", "all test images"), **LOSS)

    # One step towards the digit of all images: both losses fall by 80 % or more (300 draws).
    digit = int(draw.integers(10))
    x, test_x = bits(draw, 24), bits(draw, 24)
    y = torch.full((24,), digit)
    before = loss_of(weights, (x, y), "classes").item()
    inside.load(model, weights)
    table, _ = tables(submission.train(model, [(x, y)], test_x, y, 1, 0.1), 1)
    says = "The training loss of a batch should be the one from before its step."
    same(table[0, 0], before, says, **LOSS)
    after = -outputs(model, test_x)[:, digit].mean()
    says = "The test loss should belong to the network as it is when its epoch is over."
    same(table[0, 1], after, says, **LOSS)


@points(1)
def check_accuracies(submission, inside, rng):
    """train returns a training accuracy and a test accuracy for every epoch"""
    draw = rng("accuracies")
    model = network(submission)
    x, test_x = bits(draw, 60), bits(draw, 50)
    guesses, ranking = telling(draw, inside, model, torch.cat([x, test_x]))
    # At this rate the weights stand still: labels that agree with a known share of the guesses.
    y, test_y = disturbed(draw, guesses[:60], 22), disturbed(draw, guesses[60:], 17)
    pairs = list(zip(x.split(12), y.split(12), strict=True))
    _, table = tables(submission.train(model, pairs, test_x, test_y, 3, 1e-9), 3)
    says = (
        "{}, the accuracies are not the percentage of images, over {}, whose largest output is at "
        "the label."
    )
    near = {"rtol": 0, "atol": 0.0051}  # two decimals are enough; one image is 1.6 or more
    says_of_batches = says.format("In training", "all batches of each epoch")
    same(table[:, 0], np.full(3, 100 * 38 / 60), says_of_batches, **near)
    says_of_tests = says.format("In testing", "all test images")
    same(table[:, 1], np.full(3, 100 * 33 / 50), says_of_tests, **near)

    # One long step towards the digit that was guessed least; then nearly all images get it.
    digit = int(ranking[0])
    y = torch.full((60,), digit)
    before = 100 * (guesses[:60] == digit).mean()
    _, table = tables(submission.train(model, [(x, y)], test_x, y[:50], 1, 0.5), 1)
    says = "The training accuracy of a batch should be the one from before its step."
    same(table[0, 0], before, says, **near)
    after = 100 * (outputs(model, test_x).argmax(axis=1) == digit).mean()
    says = "The test accuracy should belong to the network as it is when its epoch is over."
    same(table[0, 1], after, says, **near)


@points(1)
def check_compare(submission, rng):
    """compare runs every mode once, each with a new model and the same images"""
    draw = rng("runs")
    train, test = parts(draw)
    handed_out, models, ran, results = {}, [], [], {}

    def normalize(got_train, got_test, mode):
        expect(
            type(mode) is str and mode in MODES,
            f"normalize knows the modes {', '.join(MODES)}; it was given {describe(mode)}.",
        )
        for got, want in ((got_train, train), (got_test, test)):
            same(got, want, "normalize was not given the images as they came.", name="The images")
        if mode not in handed_out:
            handed_out[mode] = float32(draw.random((30, 784))), float32(draw.random((20, 784)))
        return handed_out[mode]

    def create():
        models.append(len(models))
        return models[-1]

    def run(model, x_train, x_test):
        expect(type(model) is int and model in models, "run was not given a model of create.")
        expect(model not in ran, "A model was run a second time. Each run needs a new one.")
        ran.append(model)
        got = [
            array(x, (None, 784), name="The images that run was given") for x in (x_train, x_test)
        ]
        for mode, pair in handed_out.items():
            if all(np.array_equal(g, array(p)) for g, p in zip(got, pair, strict=True)):
                expect(mode not in results, "Two runs were made with the images of one mode.")
                results[mode] = draw.random((4, 2))
                return results[mode]
        expect(False, "run was not given the two parts that normalize returned for one mode.")

    returned = submission.compare(normalize, create, run, train, test)
    expect(len(ran) == 3, f"compare should make 3 runs; it made {len(ran)}.")
    expect(
        type(returned) is dict and set(returned) == set(MODES),
        f"compare should return a dict with the three modes as keys; it is {describe(returned)}.",
    )
    for mode in MODES:
        says = f"Under {mode} stands something else than the result of that mode's run."
        same(returned[mode], results[mode], says, name=f"The result of {mode}")


# Over 300 splits and starts of the reference (the last column is the distance from the bound in
# standard deviations, of logarithms, which are nearly normal):
#                                           mean          smallest, largest   bound   deviations
#   trained on normalized, tested on these  75.6 % right  61.8 %    85.3 %    50 %    4.1
#                          tested on raw    75.1 % right  60.3 %    85.0 %    45 %    4.8
#                          tested on raw    loss 94       loss 49   loss 216  10      9.6
#   trained on raw, tested on raw           82.3 % right  71.5 %    87.5 %    50 %    7.1
#                   tested on normalized    14.4 % right  6.8 %     35.5 %    70 %    4.8
# No attempt of 300 came near a bound. With normal tails one misses with less than 1e-4; with no
# assumption about the tails, with 2 % at most (0 of 300 in each training, at 95 %). Three in a row,
# each with a split and starts of its own, miss with less than 1e-12, and 1e-5 at most. Guessing is
# right in 10 %. This is one point, and it pays only behind the network and the path.
FLOOR, RAW_FLOOR, RAW_LOSS, CEILING = 50, 45, 10, 70
ATTEMPTS = 3


@points(1, needs=(check_network, check_path))
def check_effect(submission, rng, data):
    """Raw test images leave the accuracy and ruin the loss; raw training images ruin both"""
    draw, mnist = rng("digits"), data("mnist")
    for _ in range(ATTEMPTS):
        missing = missing_effect(submission, draw, mnist)
        if not missing:
            return
    expect(False, missing)


def missing_effect(submission, draw, mnist):
    """Train on normalized and on raw images; what does not come out as it should, or nothing."""
    chosen = draw.choice(len(mnist.labels), 1392, replace=False)
    raw, labels = float32(mnist.images[chosen].reshape(-1, 784)), mnist.labels[chosen]
    scaled = raw / 255  # as normalize would, for MNIST reaches from 0 to 255

    def trained(x, test, epochs, rate):
        model, y = network(submission), torch.from_numpy(labels)
        pairs = list(zip(x[:960].split(16), y[:960].split(16), strict=True))
        submission.train(model, pairs, test[960:992], y[960:992], epochs, rate)
        return model

    def judged(model, x):
        """Percentage of the last 400 images that are right, and their loss; the labels stay."""
        answers, y = outputs(model, x[992:]), labels[992:]
        return 100 * (answers.argmax(axis=1) == y).mean(), -answers[range(400), y].mean()

    model = trained(scaled, raw, 8, 0.05)
    if judged(model, scaled)[0] < FLOOR:
        return f"After training on normalized images fewer than {FLOOR} % of others are read right."
    right, loss = judged(model, raw)
    if right < RAW_FLOOR or loss < RAW_LOSS:
        return (
            "After training on normalized images raw ones should be read nearly as well, at an "
            "enormous loss. Your network and your training do not show that."
        )
    model = trained(raw, scaled, 4, 0.003)
    if judged(model, raw)[0] < FLOOR:
        return (
            f"After training on raw images fewer than {FLOOR} % of other raw ones are read right."
        )
    if judged(model, scaled)[0] > CEILING:
        return f"After training on raw images more than {CEILING} % of normalized ones are right."
    return ""


# What the checks are made of ----------------------------------------------------------------------


def parts(draw, brighter=False):
    """(train, test): images, uint8, of which neither spans the gray scale as MNIST does.

    Training pixels lie within [a, b], a from 10 to 40 and b from 120 to 170. The brightness
    differs from image to image, and a and b are reached once, in different images. Test pixels
    begin below a, and end above b if they are to be brighter, else below b.
    """
    low, high = int(draw.integers(10, 41)), int(draw.integers(120, 171))
    tops = draw.integers(90, high, size=(30, 1, 1))
    train = draw.integers(low + 1, tops, size=(30, 28, 28))
    first, last = draw.choice(30, 2, replace=False)
    train[first, *draw.integers(28, size=2)] = low
    train[last, *draw.integers(28, size=2)] = high
    ends = (high + 10, high + 60) if brighter else (70, high - 20)
    test = draw.integers(low - 8, draw.integers(*ends, size=(20, 1, 1)), size=(20, 28, 28))
    return train.astype(np.uint8), test.astype(np.uint8)


def tensor(value, dtype, name):
    """Refuse what a network would refuse: anything but a tensor of this dtype."""
    expect(
        isinstance(value, torch.Tensor) and value.dtype == dtype,
        f"{name} should be a {str(dtype)[6:]} tensor; it is {describe(value)}.",
    )


def normalized(submission, train, test, mode):
    """What `normalize` returns, as its two parts."""
    pair = submission.normalize(train, test, mode)
    expect(
        type(pair) in (tuple, list) and len(pair) == 2,
        f"normalize should return x_train and x_test; it returned {describe(pair)}.",
    )
    return pair


def compare_part(got, want, name, start):
    tensor(got, torch.float32, f"{start}, {name}")
    says = (
        f"{start}, {name} are not what they should be. Work out by hand what becomes of the "
        "darkest and of the brightest pixel of each part."
    )
    same(got, want, says, **SCALED, name=f"{start}, {name}")


def tables(returned, epochs):
    """The two tables that train returns, as arrays."""
    expect(
        type(returned) in (tuple, list) and len(returned) == 2,
        f"train should return losses and accuracies; it returned {describe(returned)}.",
    )
    losses = array(returned[0], (epochs, 2), name="the table of losses")
    return losses, array(returned[1], (epochs, 2), name="the table of accuracies")


def outputs(model, x):
    """The model's outputs as log-probabilities in float64, which is what the loss makes of them."""
    z = array(model(x), (len(x), 10), name="the network's output")
    return torch.from_numpy(z).double().log_softmax(dim=1).numpy()


def telling(draw, inside, model, x):
    """Guesses of the model for x, at parameters at which it makes different and clear ones, and the
    digits in the order of how rarely they are guessed.

    Any network will do, whatever its layers, if only its outputs vary.
    """
    shapes = chained(inside, model)
    for _ in range(20):
        inside.load(model, diverse(draw, shapes))
        answers = outputs(model, x)
        best = np.sort(answers, axis=1)
        guesses = answers.argmax(axis=1)
        counts = np.bincount(guesses, minlength=10)
        if (best[:, -1] - best[:, -2]).min() > 1e-4 and (counts > 0).sum() >= 3:
            return guesses, np.argsort(counts, kind="stable")
    expect(False, "Whatever its parameters, your network gives all images nearly the same outputs.")


def disturbed(draw, guesses, count):
    """Labels that agree with the guesses but for `count` of them."""
    labels = guesses.copy()
    wrong = draw.permutation(len(labels))[:count]
    labels[wrong] = (labels[wrong] + draw.integers(1, 10, size=count)) % 10
    return torch.from_numpy(labels)


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
