"""Essays built on other machines, by the workers of a dask.distributed cluster.

An essay travels whole: its manuscript, its pictures, its project's layouts, each file once and known by its hash. The
worker builds it as this machine would and sends the files back; they are written here, once. A worker that dies takes
no essay along: the scheduler gives it to another.
"""

from __future__ import annotations

from essay_press.cluster.client import SCHEME, Runner

__all__ = ["SCHEME", "Runner"]
