"""What was built and proved before, so that it is not built and proved again: in `.essay-press/cache`.

Three layers, the quickest first. `replay` answers a command line that has nothing to do, by the stamps of all files it
depends on, before Click is loaded. `store` knows an essay by the hash of all that goes into its editions, and brings a
file back that is gone or was changed. Behind both stand the finished files, named by their hashes.

Nothing of it is trusted: what does not carry its own checksum, or is no longer what it says, is built again.
"""

from __future__ import annotations

__all__: list[str] = []
