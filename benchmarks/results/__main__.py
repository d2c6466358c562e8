"""Instructor room: the references at full budget, into docs/results.md. For `make proof`."""

from __future__ import annotations

import sys
import time

import torch

from autograder.stamp import fingerprint, write_part
from benchmarks.results.digits import binarized_mnist, normalization_mismatch
from benchmarks.results.gradient import gradient_ascent, learning_rate, starting_value
from benchmarks.results.measures import ROOT
from benchmarks.results.page import text, write_plots
from benchmarks.results.qwerties import batchnorm_qwerties, many_qwerties, sequential_to_class
from benchmarks.results.sugar import predict_sugar

RUNS = {
    "01": starting_value,
    "02": gradient_ascent,
    "03": learning_rate,
    "05": many_qwerties,
    "06": sequential_to_class,
    "09": batchnorm_qwerties,
    "11": predict_sugar,
    "12": binarized_mnist,
    "13": normalization_mismatch,
}
PARTS = (
    "benchmarks/results",
    "datasets",
    "autograder/datasets.py",
    "reference_solutions/01_starting_value/starting_value.py",
    "reference_solutions/02_gradient_ascent/gradient_ascent.py",
    "reference_solutions/03_learning_rate/learning_rate.py",
    "reference_solutions/05_many_qwerties/many_qwerties.py",
    "reference_solutions/06_sequential_to_class/sequential_to_class.py",
    "reference_solutions/09_batchnorm_qwerties/batchnorm_qwerties.py",
    "reference_solutions/11_predict_sugar/predict_sugar.py",
    "reference_solutions/12_binarized_mnist/binarized_mnist.py",
    "reference_solutions/13_normalization_mismatch/normalization_mismatch.py",
)
"""What the figures are made from."""


def main(chosen: list[str]) -> None:
    torch.set_num_threads(1)  # more threads add in another order, and the figures would differ
    sections, seconds = [], {}
    for number in chosen or RUNS:
        begun = time.process_time()
        section = RUNS[number]()
        seconds[section.slug] = time.process_time() - begun
        sections.append(section)
        print(f"{section.slug}: {seconds[section.slug]:.0f} CPU seconds", flush=True)
    written = text(sections, seconds)
    if chosen:
        print(written)
        return
    made_from = fingerprint(ROOT, PARTS)
    write_plots(ROOT / "docs" / "results", sections, made_from)
    write_part(ROOT / "docs" / "results.md", made_from, written)


if __name__ == "__main__":
    main(sys.argv[1:])
