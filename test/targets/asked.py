"""
A Python that does what it is told, one order a line, and says what came of it; and in between ticks every 5 ms, so that
it knows how long it was kept from that.
"""
import gc
import os
import select
import signal
import sys
import threading
import time

TICK_S = 0.005
ticks = 0
over = False
last = time.monotonic()
worst = 0.0
NAMES = set(globals()) | {'NAMES', 'tell', 'state', 'do', 'tick', 'children', 'order', 'line', 'read', 'MODULES'}
MODULES = set(sys.modules)
children = []


def tell(*values):
    os.write(1, (' '.join(str(value) for value in values) + '\n').encode())


def state():
    # What would be left behind, if anything were.
    return sorted(
        ['module ' + name for name in set(sys.modules) - MODULES]
        + ['name ' + name for name in set(globals()) - NAMES]
        + ['callback'] * len(gc.callbacks)
        + ['thread ' + thread.name for thread in threading.enumerate() if thread.name.startswith('Dummy')]
    )


def wait(seconds):
    # In one call of C, without Python's lock.
    time.sleep(seconds)


def compute(seconds):
    # In one call of C, with Python's lock.
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        sum(range(3_000_000 if seconds < 1 else int(seconds * 30_000_000)))


def spin(seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass


def fork():
    # The child stays until it is told, and says then that it can do what it likes.
    ours, theirs = os.pipe()
    answer, said = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(theirs)
        os.close(answer)
        os.read(ours, 1)
        thread = threading.Thread(target=lambda: os.write(said, b'fine %d' % len(os.listdir('/proc/self/task'))))
        thread.start()
        thread.join()
        os._exit(0)
    os.close(ours)
    os.close(said)
    children.append((child, theirs, answer))
    return child


def reap():
    child, theirs, answer = children.pop()
    os.write(theirs, b'x')
    said = os.read(answer, 100).decode()
    os.close(theirs)
    os.close(answer)
    return said, os.waitpid(child, 0)[1]


def do(order, *words):
    global ticks, worst, over
    if order == 'ticks':
        return ticks
    if order == 'worst':
        found, worst = worst, 0.0
        return round(found * 1000, 2)
    if order == 'state':
        return state()
    if order == 'gc':
        return (gc.enable if words[0] == 'on' else gc.disable)()
    if order == 'busy':
        # Says so first, as nobody can ask it then.
        tell('busy')
        {'wait': wait, 'compute': compute, 'spin': spin}[words[0]](float(words[1]))
        return 'done'
    if order == 'threads':
        for _ in range(int(words[0])):
            threading.Thread(target=spin, args=(float(words[1]),), daemon=True).start()
        return 'started'
    if order == 'read':
        # Its main thread waits in the kernel for as long as nobody writes.
        threading.Thread(target=lambda: [time.sleep(0.01) for _ in range(int(words[0]))], daemon=True).start()
        tell('reads')
        return os.read(0, 1)
    if order == 'sigpipe':
        return signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    if order == 'stacks':
        return threading.stack_size(int(words[0]))
    if order == 'audit':
        return sys.addaudithook(lambda event, args: None)
    if order == 'greenlets':
        # As gevent does it, and eventlet.
        import _thread

        names = ['start_new_thread', 'start_new'][: int(words[0])]
        for name in names:
            setattr(_thread, name, lambda *args: tell('was started'))
        return names
    if order == 'import':
        import builtins

        real = builtins.__import__
        builtins.__import__ = lambda *args, **names: real(*args, **names)
        return 'replaced'
    if order == 'fork':
        return fork()
    if order == 'reap':
        return reap()
    if order == 'exit':
        sys.exit(int(words[0]))
    if order == 'undumpable':
        # As programs are that keep secrets: for others of its user the kernel has it be root's.
        import ctypes

        return ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)
    if order == 'finish':
        over = True
        return 'over'
    if order == 'leave':
        os._exit(int(words[0]))
    if order == 'exec':
        # Another program in this process, which ends with its input.
        os.execv('/bin/cat', ['cat'])
    if order == 'nothing':
        return 'nothing'
    raise ValueError(order)


def tick():
    global ticks, last, worst
    now = time.monotonic()
    ticks += 1
    worst = max(worst, now - last - TICK_S)
    last = now


NAMES |= set(globals())
tell('ready')
line = b''
while not over:
    if select.select([0], [], [], TICK_S)[0]:
        read = os.read(0, 1000)
        if not read:
            break
        line += read
        while b'\n' in line:
            order, line = line.split(b'\n', 1)
            tell(do(*order.decode().split()))
        last = time.monotonic()
    tick()
