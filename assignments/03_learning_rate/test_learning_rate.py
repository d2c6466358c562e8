"""Student room: public checks of the learning rates. Small fixed inputs, visible answers."""

import numpy as np

from autograder.checks import array, expect, same


def test_fixed_rate(submission):
    """fixed_rate gives the base"""
    same(submission.fixed_rate(3, 10, -2.0, 0.05), 0.05, "The rate should be the base, 0.05.")


def test_time_based_rate(submission):
    """time_based_rate falls in equal steps to 0"""
    rates = [submission.time_based_rate(epoch, 4, -2.0, 0.2) for epoch in range(4)]
    says = "In 4 epochs with base 0.2 the rates should be 0.15, 0.1, 0.05, 0."
    same(rates, [0.15, 0.1, 0.05, 0.0], says, atol=1e-6)


def test_gradient_based_rate(submission):
    """gradient_based_rate is never negative"""
    for gradient in (3.0, -3.0):
        rate = submission.gradient_based_rate(0, 10, gradient, 0.01)
        same(rate, 0.03, f"With base 0.01 and gradient {gradient} the rate is 0.03.", rtol=1e-5)


def test_descend(submission):
    """descend takes two steps on 3x^2 - 3x + 4 and records them"""

    def schedule(epoch, epochs, gradient, base):
        return base / (1 + epoch)

    record = submission.descend(lambda x: 6 * x - 3, 1.0, schedule, 0.1, 2)
    says = (
        "The rows should be (0.7, 3, 0.1) and (0.64, 1.2, 0.05): x after the step, gradient, rate."
    )
    same(record, [[0.7, 3.0, 0.1], [0.64, 1.2, 0.05]], says, rtol=1e-5, name="The record")


def test_what_the_schedule_is_told(submission):
    """descend tells the schedule epoch, epochs, gradient and base"""
    told = []

    def schedule(epoch, epochs, gradient, base):
        told.append([float(array(v, ())) for v in (epoch, epochs, gradient, base)])
        return 0.1

    array(submission.descend(lambda x: 2 * x, 1, schedule, 0.5, 2), (2, 3), name="The record")
    expect(
        len(told) == 2, f"In 2 epochs the schedule is asked twice; it was asked {len(told)} times."
    )
    says = "The schedule should be told (0, 2, 2, 0.5) and (1, 2, 1.6, 0.5)."
    same(told, [[0, 2, 2.0, 0.5], [1, 2, 1.6, 0.5]], says, rtol=1e-5)


def test_compare(submission):
    """compare descends once per schedule, from the same start"""

    def descend(df, start, schedule, base, epochs):
        same(start, 7.0, "Every descent should begin at the start, 7.")
        same(epochs, 2, "Every descent should be given the number of epochs, 2.")
        number = schedule(0, epochs, 1.0, base) + base
        return np.array([[number, 1.0, 2.0], [-number, 3.0, 4.0]])

    paths = submission.compare(
        descend, lambda x: x, 7.0, [lambda *told: 10.0, lambda *told: 20.0], [0.5, 0.25], 2
    )
    says = "Row j should be the first column of the record of schedule j with base j."
    same(paths, [[10.5, -10.5], [20.25, -20.25]], says, rtol=1e-5, name="The result of compare")
