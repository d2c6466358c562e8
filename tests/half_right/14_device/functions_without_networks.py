"""6 points: the three plain functions; the network and its training are still to come."""

import torch


def to_numpy(tensor):
    return tensor.detach().cpu().numpy()


def move(batch, device):
    if isinstance(batch, torch.Tensor):
        return batch.to(device)
    if isinstance(batch, dict):
        return {key: move(value, device) for key, value in batch.items()}
    if isinstance(batch, (list, tuple)):
        return type(batch)(move(value, device) for value in batch)
    return batch


def timed(step, repeats, warmup, synchronize, clock):
    for _ in range(warmup):
        step()
    synchronize()
    start = clock()
    for _ in range(repeats):
        step()
    synchronize()
    return (clock() - start) / repeats
