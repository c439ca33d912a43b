"""What `cargo bench --bench model -- majority` measures, in the Python quoracle: the strategy of a 9-node majority and its load.

    python3 -m venv /tmp/quoracle && /tmp/quoracle/bin/pip install quoracle
    /tmp/quoracle/bin/python benches/majority.py
"""
from statistics import median
from time import perf_counter

from quoracle import Node, QuorumSystem, majority


def load():
    system = QuorumSystem(reads=majority([Node(name) for name in "abcdefghi"]))
    return system.strategy(read_fraction=0.5).load(read_fraction=0.5)


def seconds():
    start = perf_counter()
    load()
    return perf_counter() - start


print(f"load {load():.9f}")  # the first run also loads the solver
times = sorted(seconds() for _ in range(30))
print(f"fastest {times[0] * 1e3:.1f} ms, median {median(times) * 1e3:.1f} ms")
