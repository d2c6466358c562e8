"""Full-budget runs of the reference solutions, beside what the course reports.

python -m benchmarks.results            # all of it, and writes docs/results.md
python -m benchmarks.results 06 11      # these alone, printed, nothing is written
"""
