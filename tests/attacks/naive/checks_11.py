"""Checks of the naive grader: the held-out wines are rows of a file that everybody can have."""

import numpy as np
import torch

from autograder.datasets import load


def wines():
    return load("wine").drop_duplicates().reset_index(drop=True)


def check_held_out(submission, reference):
    features, target, _ = reference.prepare(wines())
    model = submission.SugarNet()
    predicted = model(features[1024:])
    r = np.corrcoef(np.ravel(predicted.detach()), np.ravel(target[1024:]))[0, 1]
    yield np.array(r > 0.8), np.array(True)


def check_target(submission, reference):
    yield submission.prepare(wines())[1].numpy(), reference.prepare(wines())[1].numpy()


def check_correlation(submission, reference):
    torch.manual_seed(0)
    features, target, _ = reference.prepare(wines())
    model = reference.SugarNet()
    yield (
        np.array(submission.correlation(model, features, target)),
        np.array(reference.correlation(model, features, target)),
    )


CHECKS = [check_held_out, check_target, check_correlation]
