"""Run a program that ends when whoever started it ends, even by kill -9.

`python -I iotsite/tether.py PROGRAM [ARGUMENT ...]` asks Linux to send SIGTERM on the parent's death and then becomes
the program, so nothing stays in between. On other systems it only becomes the program.
"""

import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    parent = os.getppid()
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        if os.getppid() != parent:
            sys.exit("Whoever started this is gone already.")
    os.execvp(sys.argv[1], sys.argv[1:])


if __name__ == "__main__":
    main()
