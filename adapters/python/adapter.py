"""Plugs vai_client into the SDK suites: `python adapter.py [--mode async|sync]`, lines of JSON in and out."""

import argparse
import os

# Standard output belongs to the protocol; whoever else prints, prints to stderr.
PROTOCOL_FD = os.dup(1)
os.dup2(2, 1)


def main() -> None:
    """Serves until the end of stdin."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mode", choices=["async", "sync"], default="async", help="which of the two clients")
    mode = parser.parse_args().mode

    from vai_adapter import asynchronous, lines, threads

    serve = asynchronous.serve if mode == "async" else threads.serve
    serve(lines.Writer(PROTOCOL_FD))


if __name__ == "__main__":
    main()
