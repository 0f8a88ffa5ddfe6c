# The collector: its figures, its settings, collections that are asked for and such that happen.
GET_COUNT = c(gc, 'get_count')
GET_STATS = c(gc, 'get_stats')
GET_THRESHOLD = c(gc, 'get_threshold')
SET_THRESHOLD = c(gc, 'set_threshold')
GET_DEBUG = c(gc, 'get_debug')
SET_DEBUG = c(gc, 'set_debug')
IS_ENABLED = c(gc, 'isenabled')
ENABLE = c(gc, 'enable')
DISABLE = c(gc, 'disable')
FREEZE = c(gc, 'freeze')
UNFREEZE = c(gc, 'unfreeze')
FROZEN = c(gc, 'get_freeze_count')
COLLECT = c(gc, 'collect')
BLOCKS = c(sys, 'getallocatedblocks')
DEBUG = (('stats', 1), ('collectable', 2), ('uncollectable', 4), ('saveall', 32))
SAVEALL = 32

# What was there before us of what we have set, and what we have set.
CHANGED = {}


def gc_list(name):
    # The collector's own one: a program may only put another in its place.
    found = MODULE_DICT(gc).get(name)
    return found if type(found) is list else fail('the program has replaced gc.%s' % name)


def stats(args):
    count = GET_COUNT()
    return {
        'count': count,
        'stats': GET_STATS(),
        'thresholds': GET_THRESHOLD(),
        'enabled': IS_ENABLED(),
        'frozen': FROZEN(),
        'blocks': BLOCKS(),
        'traced': TRACED() if IS_TRACING() else None,
    }


def collect(args):
    generation = number(args, 'generation', 0, 2) if args.get('generation') is not None else 2
    check_threads()
    before = stats(args)
    begun = NOW() if NOW is not None else None
    unreachable = COLLECT(generation)
    took = (NOW() - begun) * 1000 if NOW is not None else None
    return {'tookMs': took, 'unreachable': unreachable, 'before': before, 'after': stats(args)}


def debug_names():
    flags = GET_DEBUG()
    return [name for name, flag in DEBUG if flags & flag]


def collector(args):
    return {
        'enabled': IS_ENABLED(),
        'frozen': FROZEN(),
        'thresholds': GET_THRESHOLD(),
        'debug': debug_names(),
    }


def debug_flags(names):
    flags = 0
    known = dict(DEBUG, leak=SAVEALL | 2 | 4)
    for name in names:
        flags |= known[name] if type(name) is str and name in known else fail('no such debug flag')
    return flags


def note(name, first, ours):
    # The first value is what it goes back to.
    CHANGED[name] = (CHANGED[name][0] if name in CHANGED else first, ours)


def set_collector(args):
    enabled, frozen, thresholds, debug = [args.get(name) for name in ('enabled', 'frozen', 'thresholds', 'debug')]
    # All is looked at before anything is set.
    if type(enabled) not in (bool, type(None)) or type(frozen) not in (bool, type(None)):
        fail('enabled and frozen are to be true or false')
    if thresholds is not None:
        if type(thresholds) is not list or not 1 <= len(thresholds) <= 3:
            fail('thresholds are to be one to three numbers')
        for value in thresholds:
            if type(value) is not int or not 0 <= value < 1 << 31:
                fail('a threshold is to be a number from 0 to 2147483647')
    flags = None if debug is None else debug_flags(debug)
    # What somebody else has frozen can be unfrozen only together with ours, and not frozen again without all others.
    if frozen is not None and FROZEN() > CHANGED.get('frozen', 0):
        fail('%d objects are frozen that ntop has not frozen: they could not be told apart again' % FROZEN())
    if enabled is not None and enabled is not IS_ENABLED():
        note('enabled', IS_ENABLED(), enabled)
        (ENABLE if enabled else DISABLE)()
    if thresholds is not None:
        first = GET_THRESHOLD()
        SET_THRESHOLD(*thresholds)
        note('thresholds', first, GET_THRESHOLD())
    if flags is not None:
        if flags & SAVEALL and 'saved' not in CHANGED:
            CHANGED['saved'] = (len(gc_list('garbage')), None)
        note('debug', GET_DEBUG(), flags)
        SET_DEBUG(flags)
    if frozen and 'frozen' not in CHANGED:
        FREEZE()
        CHANGED['frozen'] = FROZEN()
    if frozen is False and CHANGED.pop('frozen', None) is not None:
        UNFREEZE()
    return collector(args)


def undo_setting(name, now, put_back, restored, left):
    if name not in CHANGED:
        return
    first, ours = CHANGED.pop(name)
    if now() != ours:
        left.append('%s of the collector: the program has set it to something else since' % name)
    elif first != ours:
        put_back(first)
        restored.append('%s of the collector' % name)


def undo_collector(restored, left):
    undo_setting('enabled', IS_ENABLED, lambda first: (ENABLE if first else DISABLE)(), restored, left)
    undo_setting('thresholds', GET_THRESHOLD, lambda first: SET_THRESHOLD(*first), restored, left)
    undo_setting('debug', GET_DEBUG, SET_DEBUG, restored, left)
    if 'saved' in CHANGED:
        count, _ = CHANGED.pop('saved')
        saved = gc_list('garbage')
        if len(saved) > count:
            del saved[count:]
            restored.append('gc.garbage, without what was saved there')
    if 'frozen' in CHANGED:
        if FROZEN() > CHANGED.pop('frozen'):
            left.append('frozen objects: the program has frozen more since, which could not be told apart')
        else:
            UNFREEZE()
            restored.append('frozen objects, which are in the oldest generation now')


# A collection is heard of by two callbacks that are C through and through. One in Python would be where a signal's handler
# runs next, and what that raises (KeyboardInterrupt, for one) would be lost, as the collector lets nothing out.
MOST_EVENTS = 500


def listen():
    # They get and set an attribute called `start` or `stop` of a deque: getting one puts in the time, setting `stop` puts in
    # what the collector tells.
    if HEARD:
        return
    callbacks = gc_list('callbacks')
    get, put = [BUILTINS.get(name) for name in ('getattr', 'setattr')]
    partial = MODULE_DICT(builtin_module('_functools'))['partial']
    deque = MODULE_DICT(builtin_module('_collections'))['deque']
    if NOW is None or type(get) is not BUILTIN or type(put) is not BUILTIN or type(partial) is not type or type(deque) is not type:
        fail('the program has replaced getattr, setattr, partial, deque or perf_counter, which this needs')
    times = iter(NOW, None)
    kind = type('<ntop>', (deque,), {'__slots__': ()})
    heard = kind((), 3 * MOST_EVENTS)
    note = heard.append
    clock = map(note, times)
    tick = partial(next, clock)
    kind.start, kind.stop = property(tick, object.__eq__), property(tick, deque.append)
    first, second = partial(get, heard), partial(put, heard)
    HEARD.extend((heard, first, second, kind, note, times, clock, tick, kind.start, kind.stop))
    callbacks.extend((first, second))


def unlisten():
    # By identity: others among the callbacks may have an == of their own.
    if not HEARD:
        return False
    callbacks, ours = gc_list('callbacks'), {id(HEARD[1]), id(HEARD[2])}
    for i in range(len(callbacks) - 1, -1, -1):
        if id(callbacks[i]) in ours:
            del callbacks[i]
    # The deque is held by what it is filled by.
    del HEARD[3].start, HEARD[3].stop
    del HEARD[:]
    return True


def events(args):
    if args.get('on') is True:
        listen()
    elif args.get('on') is False:
        unlisten()
    else:
        fail('on is to be true or false')
    return {'on': len(HEARD) > 0}


def collections(args):
    # Those since the last call: generation, how long ago it ended and how long it took in milliseconds, collected, uncollectable.
    if not HEARD:
        return {'rows': []}
    heard = HEARD[0]
    notes = [heard.popleft() for _ in range(len(heard))]
    now = NOW()
    times = []
    rows = []
    for noted in notes:
        if type(noted) is float:
            times.append(noted)
            continue
        told = noted if type(noted) is dict else {}
        numbers = [told.get(name) for name in ('generation', 'collected', 'uncollectable')]
        numbers = [number if type(number) is int else None for number in numbers]
        # Of the first one the beginning may not have been heard.
        pause = (times[-1] - times[-2]) * 1000 if len(times) == 2 else None
        if times:
            rows.append([numbers[0], (now - times[-1]) * 1000, pause, numbers[1], numbers[2]])
        times = []
    return {'rows': rows}


def undo_events(restored, left):
    if unlisten():
        restored.append('callbacks of the collector')
