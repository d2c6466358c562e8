#!/usr/bin/env bash
# Gradescope runs this once, as root, when it builds the image: a Python of its own, and packages
# in the versions of whoever built the zip. Equal marks need equal versions.
set -euo pipefail
root="${AUTOGRADER_ROOT:-/autograder}"
export DEBIAN_FRONTEND=noninteractive

new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

apt-get update
python=""
for candidate in python3 python3.13 python3.12 python3.11; do
    if new_enough "$candidate"; then
        python="$candidate"
        break
    fi
done
if [ -z "$python" ]; then
    apt-get install -y --no-install-recommends python3.11
    python=python3.11
fi
if ! "$python" -c 'import ensurepip' 2>/dev/null; then
    version="$("$python" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')"
    apt-get install -y --no-install-recommends "$version-venv"
fi
"$python" -m venv "$root/python"
# PyTorch's CPU index: the registry's own build brings gigabytes of CUDA.
"$root/python/bin/pip" install --no-cache-dir "$(grep '^torch==' "$root/source/requirements.txt")" \
    --index-url https://download.pytorch.org/whl/cpu
"$root/python/bin/pip" install --no-cache-dir --requirement "$root/source/requirements.txt"
# Submissions run under a uid that nobody uses: it has to get as far as Python and the runner.
chmod go+rx "$root" "$root/source" "$root/source/course"
chmod -R go+rX "$root/python" "$root/source/course/autograder"
chmod -R go-rwx "$root/source/course/reference_solutions"
