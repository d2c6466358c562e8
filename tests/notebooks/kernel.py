"""Stands in for Jupyter where it is not installed: runs a notebook's code cells in this process.

python kernel.py NOTEBOOK prints a JSON list: [cell id, error or ""] per code cell.
"""

import io
import json
import linecache
import sys
import traceback
from contextlib import redirect_stdout

with open(sys.argv[1], encoding="utf-8") as file:
    cells = [cell for cell in json.load(file)["cells"] if cell["cell_type"] == "code"]
told = []
for cell in cells:
    source = "".join(cell["source"])
    name = f"<cell {cell['id']}>"
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    try:
        with redirect_stdout(io.StringIO()):
            exec(compile(source, name, "exec"), sys.modules["__main__"].__dict__)
        told.append((cell["id"], ""))
    except Exception as error:
        text = getattr(error, "_render_traceback_", lambda e=error: traceback.format_exception(e))
        told.append((cell["id"], "".join(text())))
print(json.dumps(told))
