"""How nbformat 5 wrote the notebooks beside this file: python make.py FOLDER"""

import sys

import nbformat
from nbformat import v3, v4

out = sys.argv[1]
CODE = [
    "%matplotlib inline\nimport numpy as np",
    "def double(x):\n    return 2 * x",
    "def shift(x):\n    return np.asarray(x) + 1",
]
kernel = {"name": "python3", "language": "python", "display_name": "Python 3"}
new = v4.new_notebook(
    cells=[v4.new_markdown_cell("# Größe\nText"), *map(v4.new_code_cell, CODE)],
    metadata={"kernelspec": kernel, "language_info": {"name": "python"}},
)
new.cells[1].outputs = [
    v4.new_output("stream", text="a\nb\n"),
    v4.new_output("display_data", {"image/png": "iVBORw0KGgo="}),
]
for number, cell in enumerate(new.cells):
    cell.id = f"cell-{number}"
nbformat.validate(new)
nbformat.write(new, f"{out}/v4_5.ipynb")

for cell in new.cells:
    cell.pop("id")
new.nbformat_minor = 0
nbformat.validate(new)
nbformat.write(new, f"{out}/v4_0.ipynb", version=nbformat.NO_CONVERT)

cells = [v3.new_heading_cell("Größe", level=1), *(v3.new_code_cell(input=c) for c in CODE)]
sheet = v3.new_worksheet(cells=cells)
old = v3.new_notebook(metadata=v3.new_metadata(name="old"), worksheets=[sheet])
nbformat.write(old, f"{out}/v3_0.ipynb", version=nbformat.NO_CONVERT)
