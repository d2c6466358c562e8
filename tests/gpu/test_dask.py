"""A cluster of which one worker was started with a GPU. What is played is the GPU, not Dask."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from autograder import cluster as clusters
from autograder.cluster import Cluster
from autograder.course import CourseError
from autograder.devices import device_of
from autograder.keys import keys
from autograder.work import Setting
from tests.mini_course import write_course
from tests.test_cluster import Daemons, daemons

__all__ = ["daemons"]


def test_what_needs_a_gpu_goes_where_one_is(
    daemons: Daemons, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = write_course(tmp_path / "course")
    setting = Setting(course.root, device="auto", gpu_share=2)
    own = {e.slug: keys(e, "introduction", device_of(e, "auto")) for e in course.exercises}
    said: list[str] = []
    # Workers cannot import tests: a lambda travels as it is.
    where = lambda task: str(__import__("distributed").get_worker().address)  # noqa: E731
    on_gpu, on_cpu = SimpleNamespace(device="cuda"), SimpleNamespace(device="cpu")
    daemons.worker()
    with Cluster(daemons.address, setting, "introduction", own, said.append) as cluster:
        plain = set(cluster._accepted)
        with monkeypatch.context() as hasty:
            hasty.setattr(clusters, "SECONDS_FOR_A_GPU", 0.0)
            with pytest.raises(CourseError, match="--resources GPU=1"):
                cluster.submit(where, on_gpu)
        daemons.worker(options=("--resources", "GPU=1"))
        futures = [cluster.submit(where, on_gpu) for _ in range(4)]
        ran = {future.result(60) for future in futures}
        assert len(ran) == 1 and not ran & plain
        assert cluster.submit(where, on_cpu).result(60) in set(cluster._accepted)
    assert said == []
