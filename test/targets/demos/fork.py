# A parent with 96 MB and two children: one only has them, the other writes to them, page by page, and so gets its own copies.
import mmap
import os
import signal
import time

from ending import end_with_parent, ready

SIZE = 96 * 1024 * 1024

memory = mmap.mmap(-1, SIZE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
for at in range(0, SIZE, mmap.PAGESIZE):
    memory[at] = 1

parent = os.getpid()


def name(text: str) -> None:
    with open("/proc/self/comm", "w") as comm:
        comm.write(text)


def only_has_them() -> None:
    name("keeps-pages")
    while os.getppid() == parent:
        time.sleep(0.5)


def writes_to_them() -> None:
    name("copies-pages")
    at = 0
    while os.getppid() == parent:
        for _ in range(256):
            memory[at] = 2
            at = (at + mmap.PAGESIZE) % SIZE
        time.sleep(0.2)


children = []
for work in (only_has_them, writes_to_them):
    child = os.fork()
    if child == 0:
        work()
        os._exit(0)
    children.append(child)
end_with_parent()
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
ready(f"children {children[0]}, which only has the pages, and {children[1]}, which writes to them")
while True:
    time.sleep(1)
