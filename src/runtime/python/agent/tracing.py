# tracemalloc, by its core in C: its module in Python would have to be imported, with a dozen others.
TM = builtin_module('_tracemalloc')
IS_TRACING = c(TM, 'is_tracing')
TRACE_START = c(TM, 'start')
TRACE_STOP = c(TM, 'stop')
TRACED = c(TM, 'get_traced_memory')
TRACES = c(TM, '_get_traces')
TRACE_LIMIT = c(TM, 'get_traceback_limit')
TRACE_OVERHEAD = c(TM, 'get_tracemalloc_memory')
TRACE_CLEAR = c(TM, 'clear_traces')
TRACE_RESET = c(TM, 'reset_peak')
PATH = 1000
MOST_NUMBERS = 150000
PIECE_OF_TRACES = 10000
# All that we allocate is traced, too, which takes most of the time: numbers up to 256 are not allocated.
SMALL = 250
ISLICE = MODULE_DICT(builtin_module('itertools'))['islice']
ITEMGETTER = MODULE_DICT(builtin_module('_operator'))['itemgetter']

# Whether it is on because of us.
TRACING = {'ours': False}


def tracing(args):
    if not IS_TRACING():
        TRACING['ours'] = False
        return {'on': False, 'ours': False}
    traced, peak = TRACED()
    return {
        'on': True,
        'ours': TRACING['ours'],
        'frames': TRACE_LIMIT(),
        'tracedBytes': traced,
        'peakBytes': peak,
        'overheadBytes': TRACE_OVERHEAD(),
    }


def start_tracing(args):
    frames = number(args, 'frames', 1, 100)
    if not IS_TRACING():
        TRACE_START(frames)
        TRACING['ours'] = True
    return tracing(args)


def stop_tracing(args):
    if IS_TRACING() and not TRACING['ours']:
        fail('the program traces its allocations itself: it is left on')
    if IS_TRACING():
        TRACE_STOP()
    TRACING['ours'] = False
    return tracing(args)


def clear_traces(args):
    check_traced()
    if not TRACING['ours']:
        fail('the program traces its allocations itself: its traces are left alone')
    TRACE_CLEAR()
    return tracing(args)


def reset_peak(args):
    check_traced()
    if not TRACING['ours']:
        fail('the program traces its allocations itself: its peak is left alone')
    TRACE_RESET()
    return tracing(args)


def check_traced():
    if not IS_TRACING():
        fail('allocations are not traced')


def snapshot(args):
    # Traces of the same frames are one row: bytes, count, and file and line by turns, the newest frame first. There is no
    # way to get traces piece by piece.
    check_traced()
    state = tracing(args)
    ours = own_files()
    traces = TRACES()
    size_of, frames_of = ITEMGETTER(1), ITEMGETTER(2)
    counted = {}
    while traces:
        part = traces[-PIECE_OF_TRACES:]
        del traces[-PIECE_OF_TRACES:]
        pairs = zip(map(frames_of, part), map(size_of, part))
        for _ in range(0, len(part), SMALL):
            found = {}
            COUNT_ELEMENTS(found, ISLICE(pairs, SMALL))
            for pair, count in found.items():
                counted[pair] = counted.get(pair, 0) + count
        part = pairs = found = None
        rest()
    groups = {}
    for (frames, size), count in counted.items():
        group = groups.setdefault(frames, [0, 0])
        group[0] += count * size
        group[1] += count
    counted = pair = None
    files = {}
    rows = []
    numbers = 0
    others = [0, 0]
    for frames, (size, count) in sorted(groups.items(), key=lambda group: -group[1][0]):
        names = [exact(frame[0], PATH) for frame in frames]
        if not ours.isdisjoint(names):
            continue
        numbers += 2 + 2 * len(frames)
        if numbers > MOST_NUMBERS:
            others[0] += size
            others[1] += count
            continue
        places = []
        for file, frame in zip(names, frames):
            places.append(files.setdefault(file, len(files)))
            places.append(frame[1])
        rows.append([size, count, places])
    return {'tracing': state, 'files': list(files), 'rows': rows, 'others': others}


def undo_tracing(restored, left):
    if not TRACING['ours']:
        return
    TRACING['ours'] = False
    if IS_TRACING():
        TRACE_STOP()
        restored.append('tracing of allocations is off')


MOST_THREADS = 500
MOST_FRAMES = 200


def stacks(args):
    # Of each thread but this one: name, kernel's id, and file, line and function of its frames, the innermost first.
    mine = GETFRAME()
    known = threads()
    rows = []
    for ident, frame in CURRENT_FRAMES().items():
        if frame is mine or len(rows) >= MOST_THREADS:
            continue
        frames = []
        while frame is not None and len(frames) < MOST_FRAMES:
            code = frame.f_code
            name = code.co_qualname if MINOR >= 11 else code.co_name
            frames.append([exact(code.co_filename, PATH), frame.f_lineno, exact(name)])
            frame = frame.f_back
        name, tid = known.get(ident, (None, None))
        rows.append({'name': name, 'tid': tid, 'frames': frames})
    return {'rows': rows}


def threads():
    # What `threading` knows of them, by their idents, if the program uses it.
    found = modules().get('threading')
    active = MODULE_DICT(found).get('_active') if type(found) is MODULE else None
    known = {}
    if type(active) is dict:
        for ident, thread in list(active.items()):
            if type(ident) is int:
                name, tid = attribute(thread, '_name'), attribute(thread, '_native_id')
                known[ident] = (exact(name) if type(name) is str else None, tid if type(tid) is int else None)
    return known
