"""Everything runs as the program does: numpy without threads of its own, which wait for one another by spinning."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
