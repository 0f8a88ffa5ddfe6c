# Memory of four kinds: asked for and never touched, touched, given back, and mapped from a file that others may share.
import mmap
import sys
import time

from ending import end_with_parent, ready

MEGABYTE = 1024 * 1024
PRIVATE = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS

untouched = mmap.mmap(-1, 512 * MEGABYTE, flags=PRIVATE)
touched = mmap.mmap(-1, 96 * MEGABYTE, flags=PRIVATE)
for at in range(0, len(touched), mmap.PAGESIZE):
    touched[at] = 1
given_back = mmap.mmap(-1, 64 * MEGABYTE, flags=PRIVATE)
for at in range(0, len(given_back), mmap.PAGESIZE):
    given_back[at] = 1
given_back.close()
with open(sys.executable, "rb") as program:
    from_file = mmap.mmap(program.fileno(), 0, access=mmap.ACCESS_READ)
total = sum(from_file[at] for at in range(0, len(from_file), mmap.PAGESIZE))

end_with_parent()
ready("512 MB asked for, 96 MB of it touched, 64 MB given back, and a file mapped")
while True:
    time.sleep(1)
