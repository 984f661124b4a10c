#!/usr/bin/env python3
"""Runs a server for as long as whoever started this lives: until standard input ends.

    serve.py PROGRAM [ARGUMENT ...]

A task that is killed, or that fails in the middle, thereby leaves no server behind.
"""

import subprocess
import sys
import threading


def main():
    server = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL)

    def stop_at_the_end():
        sys.stdin.buffer.read()
        server.terminate()
        try:
            server.wait(5)
        except subprocess.TimeoutExpired:
            server.kill()

    threading.Thread(target=stop_at_the_end, daemon=True).start()
    try:
        sys.exit(server.wait())
    except KeyboardInterrupt:
        # The server was told, too.
        sys.exit(server.wait())


if __name__ == "__main__":
    main()
