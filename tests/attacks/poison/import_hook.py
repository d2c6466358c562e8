"""An import hook changes what whoever comes next imports."""

import importlib.abc
import importlib.machinery
import sys

EXERCISE = "02"
OUTCOMES = {"crashed", "failed", "raised"}
FLOOR = 0
CONTROL = "poisoned: the hook stays"


class Hook(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path=None, target=None):
        return importlib.machinery.ModuleSpec(name, self)

    def exec_module(self, module):
        module.exp = module.empty = lambda *a: 7.0


for name in ("numpy", "sympy"):
    sys.modules.pop(name, None)
sys.meta_path.insert(0, Hook())


def peaks(x, y):
    return 0 * x


def peaks_gradient(x, y):
    return 0 * x, 0 * y


def sympy_gradient(expression):
    return expression, expression


def ascend_by_sign(gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)
