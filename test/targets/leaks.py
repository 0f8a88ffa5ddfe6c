"""
A Python that leaks on one line, as much as it is told, one order a line; answers each with a line of JSON.

    leak COUNT     keeps so many more pieces; answers what it counts of those kept by this, in bytes
    churn COUNT    makes so many more, and keeps none
    figures        what its own gc and, while it traces, its own tracemalloc say
    mark           remembers what tracemalloc has now
    grown          what tracemalloc itself says has grown most since: file, line, bytes, count

Ends with its input.
"""
import gc
import json
import os
import select
import sys
import tracemalloc

PIECE = 4000
kept = []
marked = None


def leak(count):
    before = len(kept)
    for number in range(count):
        kept.append(bytearray(PIECE))  # the line that leaks
    return sum(sys.getsizeof(piece) for piece in kept[before:])


def churn(count):
    for number in range(count):
        bytearray(PIECE)
    return count


def figures():
    # What is counted changes with whatever is made: the counts come first.
    counts = gc.get_count()
    return {
        "counts": counts,
        "thresholds": gc.get_threshold(),
        "stats": gc.get_stats(),
        "enabled": gc.isenabled(),
        "frozen": gc.get_freeze_count(),
        "callbacks": len(gc.callbacks),
        "debug": gc.get_debug(),
        "tracing": tracemalloc.is_tracing(),
        "traced": tracemalloc.get_traced_memory(),
    }


def mark():
    global marked
    marked = tracemalloc.take_snapshot()
    return True


def grown():
    [first, *_] = tracemalloc.take_snapshot().compare_to(marked, "lineno")
    frame = first.traceback[0]
    return {"file": frame.filename, "line": frame.lineno, "bytes": first.size_diff, "count": first.count_diff}


def lines():
    """Orders, looked for again and again: a program that waits in one call for ever comes to no place to be asked at."""
    rest = b""
    while True:
        if select.select([0], [], [], 0.02)[0]:
            read = os.read(0, 4096)
            if not read:
                return
            *whole, rest = (rest + read).split(b"\n")
            yield from whole


print("ready", flush=True)
for line in lines():
    order, *words = line.decode().split()
    answer = {"leak": leak, "churn": churn, "figures": figures, "mark": mark, "grown": grown}[order]
    print(json.dumps(answer(*map(int, words))), flush=True)
