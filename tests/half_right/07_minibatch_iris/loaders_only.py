"""3 points: both loaders are right, network, training and sweep untouched."""

from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_loaders(train, test, batch_size):
    train_loader = DataLoader(
        TensorDataset(*train), batch_size=batch_size, shuffle=True, drop_last=True
    )
    test_loader = DataLoader(TensorDataset(*test), batch_size=len(test[1]))
    return train_loader, test_loader


class IrisNet(nn.Module):
    def __init__(self):
        super().__init__()
        raise NotImplementedError("not yet")


def train(model, train_loader, test_loader, epochs, learning_rate, device="cpu"):
    raise NotImplementedError("not yet")


def sweep(batch_sizes, train, test, make_loaders, create, run):
    raise NotImplementedError("not yet")
