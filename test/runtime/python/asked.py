"""A program with one of each that can be asked about. The agent's text comes in first, and runs in a thread of its own, as
in a program that is attached to. It is asked by lines of JSON: {"call", "args"}, or {"eval"} for what the program itself
says. The word `patched` among the arguments: functions are replaced by some of the program's, before."""
import functools, gc, json, queue, sys, threading, tracemalloc, types, weakref, _thread

CALLED = []


def recording(name):
    def method(self, *args):
        CALLED.append(name)
        raise RuntimeError('%s of the program was called' % name)

    return method


EVIL = ['__%s__' % name for name in (
    'repr str eq ne hash len bool sizeof getattribute getattr iter contains dir format index int reduce reduce_ex lt gt '
    'call getitem next enter instancecheck subclasscheck'
).split()]


def evil(of, name):
    body = {n: recording(name + n) for n in EVIL if n != '__call__'}
    body['__class__'] = property(recording(name + '__class__'))
    body['trap'] = property(recording(name + 'trap'))
    body['use'] = lambda self: (self.trap, self.own)
    kind = type(of)
    if kind is not type:
        return kind(name, (of,), body)
    return type.__new__(Meta, name, (of,), body)


Meta = type('Meta', (type,), {n: recording('metaclass ' + n) for n in EVIL if n != '__call__'})


def made(cls, base, *args):
    # By what its base does, for its own would be called.
    return base.__new__(cls, *args)


Evil = evil(object, 'Evil')
EvilDict = evil(dict, 'EvilDict')
EvilList = evil(list, 'EvilList')
EvilTuple = evil(tuple, 'EvilTuple')
EvilStr = evil(str, 'EvilStr')
EvilInt = evil(int, 'EvilInt')
EvilModule = evil(types.ModuleType, 'EvilModule')
EvilWeak = evil(weakref.WeakValueDictionary, 'EvilWeak')
evils = [made(Evil, object), made(EvilDict, dict), made(EvilList, list), made(EvilTuple, tuple, (1, 2)),
         made(EvilStr, str, 'evil'), made(EvilInt, int, 12345), made(EvilModule, types.ModuleType, 'evil_module'),
         made(EvilWeak, weakref.WeakValueDictionary)]
types.ModuleType.__init__(evils[6], 'evil_module')
list.extend(evils[2], [evils[0], made(Evil, object)])
dict.update(evils[1], {'of evil': evils[0]})
sys.modules['evil_module'] = evils[6]


class Node:
    """Part of a cycle."""


class Leaked:
    __slots__ = ('text', '__weakref__')

    def __init__(self, text):
        self.text = text


class Kept:
    def __init__(self, value):
        self.inside = value


class OfClass: pass
class OfInstance: pass
class Own: pass


class Owner:
    of_class = [OfClass()]

    def fill(self):
        self.kept = {'a key': [OfInstance()]}
        self.by_node = weakref.WeakKeyDictionary((one, i) for i, one in enumerate(NAMED[:5]))


class InClosure: pass
class InFunction: pass
class InThread: pass
class InDefault: pass
class InDict: pass
class Garbage: pass


object.__setattr__(evils[0], 'own', [Own()])
LEAKED = []
CACHE = {}
NAMED = [Leaked('named %d' % i) for i in range(7)]
OWNER = Owner()
OWNER.fill()
KEPT = Kept(12345)
REFS = []
CACHE['the key'] = [None, None, InDict()]
WEAK = weakref.WeakValueDictionary(('named %d' % i, one) for i, one in enumerate(NAMED))
Owner.of_all = weakref.WeakSet(NAMED[:3])
COPIES = [''.join(['a text that ', 'is there several times']) for _ in range(40)]
COPIES_IN_DICTS = [{'name': ''.join(['of a ', 'dictionary'])} for _ in range(30)]
BYTES = [bytes(bytearray(b'some ') + b'bytes') for _ in range(20)]
TUPLES = [tuple([1000 + i % 1, 'atom']) for i in range(25)]
INTERNED = [sys.intern(''.join(['inter', 'ned by hand'])) for _ in range(50)]


@functools.lru_cache(maxsize=10)
def remembered(n):
    return 'result %d' % n


@functools.lru_cache(maxsize=None)
def all_remembered(n):
    return n


for i in range(25):
    remembered(i % 15)
for i in range(9):
    all_remembered(i // 2)


def enclosing():
    variable = [InClosure()]

    def closure():
        return variable

    return closure


CLOSURE = enclosing()


def with_default(value=InDefault()):
    return value


class Interrupting:
    """As it is collected a signal comes, whose handler raises."""

    __del__ = functools.partial(_thread.interrupt_main)


def interrupted():
    cycle(Interrupting)
    try:
        gc.collect()
        for _ in range(1000):
            pass
    except KeyboardInterrupt:
        return 'raised'
    return 'lost'


def types_here():
    """Count and bytes of all that is tracked, by type."""
    names, rows = {}, {}
    for value in gc.get_objects():
        kind = type(value)
        module, name = [type.__dict__[n].__get__(kind) for n in ('__module__', '__qualname__')]
        row = rows.setdefault(name if module == 'builtins' else module + '.' + name, [0, 0])
        row[0] += 1
        row[1] += 0 if name.startswith(('Evil', 'Meta')) else sys.getsizeof(value)
    return rows


def traced(line):
    found = [s for s in tracemalloc.take_snapshot().statistics('lineno')
             if s.traceback[0].filename == __file__ and s.traceback[0].lineno == line]
    return [[s.size, s.count] for s in found]


HEARD_HERE = []


def hear(phase, info):
    if phase == 'stop':
        HEARD_HERE.append([info['generation'], info['collected'], info['uncollectable']])


def patch():
    import time
    for module, name in ((time, 'sleep'), (time, 'perf_counter'), (gc, 'collect'), (gc, 'get_count')):
        setattr(module, name, recording(name))


BUSY = []


def busy():
    """Changes what is being looked at, all the time, in threads of its own."""
    space, stop = {}, threading.Event()
    CACHE['busy'] = space

    def work():
        n = 0
        while not stop.is_set():
            n += 1
            space['key %d' % (n % 500)] = [Leaked('busy %d' % n), {n: (n, str(n))}]
            if n % 700 == 0:
                space.clear()
                cycle()

    BUSY.extend((stop, *[threading.Thread(target=work) for _ in range(2)]))
    for one in BUSY[1:]:
        one.start()


def no_longer_busy():
    BUSY[0].set()
    for one in BUSY[1:]:
        one.join()
    return 'done'


def leak(n):
    for _ in range(n):
        LEAKED.append(bytearray(1000))  # the leak


def cycle(kind=Node):
    node, other = kind(), kind()
    node.other, other.other = other, node


def thread(ready, stop):
    local = InThread()
    ready.set()
    stop.wait()
    return local


def state():
    return {
        'callbacks': len(gc.callbacks),
        'thresholds': gc.get_threshold(),
        'debug': gc.get_debug(),
        'enabled': gc.isenabled(),
        'frozen': gc.get_freeze_count(),
        'garbage': len(gc.garbage),
        'tracing': tracemalloc.is_tracing(),
        'modules': sorted(sys.modules),
        'builtins': sorted(vars(__import__('builtins'))),
        'threads': threading.active_count(),
    }


# What brings the agent in: nothing of it is to be seen in what the program is made of.
BOOT = '''
def serve(read, write, dumps, loads, evaluate, text):
    space = {'__name__': '<ntop>'}
    exec(compile(text, '<ntop>', 'exec'), space)
    for line in read():
        asked = loads(line)
        try:
            if 'eval' in asked:
                told = {'result': evaluate(asked['eval'])}
            elif asked.get('call') == 'undo':
                told = {'result': space['undo']()}
            else:
                told = {'result': space['answer'](asked.get('call'), asked.get('args'), None)}
        except Exception as error:
            told = {'error': str(error)}
        write(dumps(told) + chr(10))
        told = asked = None
'''


def write(text):
    sys.stdout.write(text)
    sys.stdout.flush()


def evaluate(text):
    # By the main thread, which is the program's.
    ASKED.put(text)
    told = TOLD.get()
    if told[0] is not None:
        raise told[0]
    return told[1]


def evaluate_here(text):
    try:
        return None, eval(text, globals())
    except Exception as error:
        return error, None


# As it is without the agent.
BEFORE = {}
ASKED, TOLD = queue.SimpleQueue(), queue.SimpleQueue()


def main():
    in_function = [InFunction()]
    stop, ready = threading.Event(), threading.Event()
    threading.Thread(target=thread, args=(ready, stop), name='a named thread', daemon=True).start()
    ready.wait()
    text = json.loads(sys.stdin.readline())
    if 'patched' in sys.argv:
        patch()
    space = {}
    exec(compile(BOOT, '<ntop>', 'exec'), space)

    def lines():
        yield from sys.stdin
        ASKED.put(None)

    if 'patched' not in sys.argv:
        gc.collect()
    del CALLED[:]
    BEFORE.update(types_here())
    _thread.start_new_thread(space['serve'], (lines, write, json.dumps, json.loads, evaluate, text))
    write('runs\n')
    while True:
        text = ASKED.get()  # waits
        if text is None:
            break
        TOLD.put(evaluate_here(text))
    return in_function, stop


if __name__ == '__main__':
    main()
