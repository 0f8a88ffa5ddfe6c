# Two processes with 64 MB in common: each counts it as resident, and it is there once.
import mmap
import os
import signal
import tempfile
import time

from ending import end_with_parent, ready

SIZE = 64 * 1024 * 1024

directory = "/dev/shm" if os.path.isdir("/dev/shm") else None
with tempfile.TemporaryFile(dir=directory, prefix="ntop-demo-") as file:
    file.truncate(SIZE)
    shared = mmap.mmap(file.fileno(), SIZE)
for at in range(0, SIZE, mmap.PAGESIZE):
    shared[at] = 1

parent = os.getpid()
child = os.fork()
if child == 0:
    while os.getppid() == parent:
        total = sum(shared[at] for at in range(0, SIZE, mmap.PAGESIZE))
        time.sleep(1)
    os._exit(0)


end_with_parent()
ready(f"64 MB shared with its child {child}")
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
while True:
    time.sleep(1)
