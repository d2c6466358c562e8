"""Trusted room: Gradescope. A zip for its containers, and what runs in one of them.

here         build ─► FILE.zip ─► uploaded by the instructor
container    setup.sh once; per submission run_autograder ─► __main__ ─► results.json
"""
