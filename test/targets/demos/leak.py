# Leaks on one line: each request's answer is kept in a list that nobody empties. Beside it there is what does not leak: a
# cache with a bound, and garbage.
import time
from collections import OrderedDict

from ending import end_with_parent, ready

MOST_KEPT_BYTES = 200 * 1024 * 1024
PIECE_BYTES = 16 * 1024

history = []
cache: "OrderedDict[int, bytes]" = OrderedDict()


def answer(request: int) -> bytes:
    return b"x" * PIECE_BYTES + str(request).encode()


def remember(request: int) -> None:
    history.append(bytearray(PIECE_BYTES))  # it leaks here


def cached(request: int) -> bytes:
    key = request % 64
    if key not in cache:
        cache[key] = answer(key)
    return cache[key]


def main() -> None:
    end_with_parent()
    ready("leaks 1.6 MB a second in remember()")
    request = 0
    while True:
        for _ in range(10):
            request += 1
            cached(request)
            remember(request)
        if len(history) * PIECE_BYTES > MOST_KEPT_BYTES:
            history.clear()
        time.sleep(0.1)


main()
