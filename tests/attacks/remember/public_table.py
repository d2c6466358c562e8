"""A table of the held-out answers is handed in beside the submission."""

import sys
from pathlib import Path

EXERCISE = "11"
OUTCOMES = {"failed"}
FLOOR = 1
CONTROL = "forged: the held-out rows are rows of a public file"
GRADER = "pipeline"
FOLDER = True

CLASS = Path(sys.argv[1])
MODULE = "predict_sugar"

from autograder import datasets

student = CLASS / "mallory"
student.mkdir()
data = datasets.load("wine").drop_duplicates().reset_index(drop=True)
kept = data[data["total sulfur dioxide"] < 200]
scaled = (kept - kept.mean()) / kept.std(ddof=0)
rows = scaled.drop(columns="residual sugar").round(3).to_numpy().tolist()
sugar = scaled["residual sugar"].round(3).tolist()
(student / "known.py").write_text(f"ROWS = {rows}\nSUGAR = {sugar}\n")
(student / f"{MODULE}.py").write_text("""import known
import torch

ROWS, SUGAR = torch.tensor(known.ROWS), torch.tensor(known.SUGAR)


class SugarNet(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.one = torch.nn.Linear(11, 1)

    def forward(self, x):
        return SUGAR[torch.cdist(x.float(), ROWS).argmin(1), None] + 0 * self.one(x)


def train(model, train_batches, test_batches, epochs, learning_rate, device="cpu"):
    return [0.0] * epochs, [0.0] * epochs
""")
