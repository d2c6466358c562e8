"""4 points: pixels, images and labels are right; the network and all after it is not written."""

import numpy as np
import torch
from torch import nn


def binarize(images, threshold=0):
    flat = images.reshape(-1, 28 * 28)
    return torch.from_numpy(np.where(flat > threshold, np.float32(1), np.float32(0)))


def prepare(images, labels, order, threshold=0):
    n_test = len(order) // 10
    x, y = binarize(images[order], threshold), torch.from_numpy(labels[order])
    return x[:-n_test], y[:-n_test], x[-n_test:], y[-n_test:]


class DigitNet(nn.Module):
    def __init__(self):
        super().__init__()
        raise NotImplementedError


def train(model, batches, epochs, learning_rate, device="cpu"):
    raise NotImplementedError


def accuracy(log_probabilities, labels):
    raise NotImplementedError
