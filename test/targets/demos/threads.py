# Five threads: one computes, one sleeps, one holds a lock, one waits for it, one reads from a pipe that stays empty.
import os
import threading
import time

from ending import end_with_parent, ready

lock = threading.Lock()
reading, writing = os.pipe()


def computes() -> None:
    total = done = 0
    while True:
        total = (total * 31 + 7) % 1_000_003
        done += 1
        if done % 100_000 == 0:
            time.sleep(0.01)


def sleeps() -> None:
    while True:
        time.sleep(0.5)


def holds_the_lock() -> None:
    with lock:
        while True:
            time.sleep(60)


def waits_for_the_lock() -> None:
    with lock:
        pass


def reads() -> None:
    os.read(reading, 1)


def name_for_the_kernel(name: str) -> None:
    """Before Python 3.14 a thread's name is Python's own business."""
    with open(f"/proc/self/task/{threading.get_native_id()}/comm", "w") as comm:
        comm.write(name[:15])


def named(target) -> None:
    def run() -> None:
        name_for_the_kernel(target.__name__)
        target()

    threading.Thread(target=run, name=target.__name__, daemon=True).start()


end_with_parent()
for target in (holds_the_lock, computes, sleeps, waits_for_the_lock, reads):
    named(target)
    time.sleep(0.05)
ready("five threads: computes, sleeps, holds and waits for a lock, reads")
while True:
    time.sleep(1)
