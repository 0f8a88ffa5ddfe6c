# All that the collector tracks, by type; caches; equal values; what nothing but the collector frees.
PIECE = 4000
MOST_TYPES = 2000


def pieces(take):
    # Hands over all tracked objects piece by piece, and lets each go at once: whatever the program gives up meanwhile is
    # kept no longer than its piece needs. Whoever has seen enough says so.
    objects = GET_OBJECTS()
    while objects:
        part = objects[-PIECE:]
        del objects[-PIECE:]
        if take(part):
            return
        part = None
        rest()


def kinds_in(part, known, see):
    # The ids of the types of each, in C for all; `see` is called with a type that is not among `known`.
    kinds = list(map(type, part))
    ids = list(map(id, kinds))
    new = set(ids).difference(known)
    if new:
        for kind in kinds:
            if id(kind) in new:
                new.discard(id(kind))
                see(kind)
    return ids


def types(args):
    check_threads()
    way, size_of = sizes()
    # Types that are kept, so that their ids stay theirs; those that have a size of their own; and how many there are of
    # each type and size.
    kinds = {}
    special = set()
    counted = {}

    def see(kind):
        kinds[id(kind)] = kind
        if way(kind) is not GETSIZEOF:
            special.add(id(kind))

    def take(part):
        ids = kinds_in(part, kinds, see)
        if special.isdisjoint(ids) and mine.isdisjoint(map(id, part)):
            try:
                found = list(map(GETSIZEOF, part))
            except Exception:
                found = [size_of(value) for value in part]
        else:
            ids = [id(type(value)) for value in part if id(value) not in mine]
            found = [size_of(value) for value in part if id(value) not in mine]
        COUNT_ELEMENTS(counted, zip(ids, found))

    mine = set()
    mine.update(own(take, see, mine))
    pieces(take)
    by_name = {}
    for (kind, size), count in counted.items():
        row = by_name.setdefault(type_name(kinds[kind]), [0, 0])
        row[0] += count
        row[1] += count * size
    kinds.clear()
    most = sorted([[name, row[0], row[1]] for name, row in by_name.items()], key=lambda row: -row[2])
    return {'rows': most[:MOST_TYPES], 'types': len(most), 'frozen': FROZEN()}


def counts():
    # Tracked objects by the ids of their types, in C throughout, so that no thread of the program runs meanwhile.
    found = {}
    COUNT_ELEMENTS(found, map(id, map(type, GET_OBJECTS())))
    return found


def cyclic(args):
    # By a collection, and what is gone after it. Nothing is kept alive for that: what gc.DEBUG_SAVEALL would do, a
    # finalizer that hangs would make last.
    check_threads()
    names = {}

    def see(kind):
        names[id(kind)] = type_name(kind)

    pieces(lambda part: kinds_in(part, names, see) and None)
    before = counts()
    unreachable = COLLECT()
    after = counts()
    gone = {}
    for kind, count in before.items():
        fewer = count - after.get(kind, 0)
        if fewer > 0 and kind in names:
            gone[names[kind]] = gone.get(names[kind], 0) + fewer
    # A collection also stops tracking such of these as hold nothing that could be part of a cycle.
    untracked = gone.pop('dict', 0) + gone.pop('tuple', 0)
    others = min(untracked, max(0, unreachable - sum(gone.values())))
    rows = sorted(([name, count] for name, count in gone.items()), key=lambda row: -row[1])
    return {'rows': rows[:MOST_TYPES], 'dictsOrTuples': others, 'unreachable': unreachable}


MOST_CACHES = 200
MOST_ENTRIES = 20000


def caches(args):
    check_threads()
    wrapper = MODULE_DICT(builtin_module('_functools')).get('_lru_cache_wrapper')
    weak = modules().get('weakref')
    weak = MODULE_DICT(weak) if type(weak) is MODULE else {}
    weak_kinds = {}
    for name in ('WeakValueDictionary', 'WeakKeyDictionary', 'WeakSet'):
        if name in weak and TYPE_FLAGS(type(weak[name])) & IS_TYPE:
            weak_kinds[id(weak[name])] = name
    kinds = {}
    found = []

    caching = set()

    def see(of):
        kinds[id(of)] = 'lru_cache' if of is wrapper else None
        for base in TYPE_MRO(of) or ():
            if id(base) in weak_kinds:
                kinds[id(of)] = weak_kinds[id(base)]
        if kinds[id(of)] is not None:
            caching.add(id(of))

    def take(part):
        if not caching.isdisjoint(kinds_in(part, kinds, see)):
            found.extend([(kinds[id(type(value))], value) for value in part if id(type(value)) in caching])

    pieces(take)
    _, size_of = sizes()
    rows = []
    for kind, value in found:
        row = lru_cache(value, wrapper, size_of) if kind == 'lru_cache' else weak_cache(value, size_of)
        if row is not None:
            row['kind'] = kind
            rows.append((row, value))
    rows.sort(key=lambda row: -row[0]['entries'])
    del found[:], rows[MOST_CACHES:]
    where = hangs([value for _, value in rows])
    for row, value in rows:
        if row['name'] is None:
            row['name'] = where.get(id(value))
        row['type'] = type_name(type(value))
    return {'rows': [row for row, _ in rows]}


def lru_cache(value, wrapper, size_of):
    about = GENERIC_ATTRIBUTE(value, '__dict__')
    module, name = [about.get(part) for part in ('__module__', '__qualname__')] if type(about) is dict else (None, None)
    try:
        hits, misses, most, entries = wrapper.cache_info(value)
    except Exception:
        return None
    if type(entries) is not int:
        return None
    size = None
    if entries <= MOST_ENTRIES:
        # Its table, the keys and results that are in it; not what these hold, nor the function.
        held = {id(part): part for part in GET_REFERENTS(value)}
        for table in [part for part in held.values() if type(part) is dict and part is not about]:
            held.update([(id(part), part) for part in GET_REFERENTS(table)])
        held.pop(id(about), None)
        size = sum([size_of(part) for part in held.values() if type(part) not in (FUNCTION, BUILTIN, type)])
    called = '.'.join([text for text in (module, name) if type(text) is str])
    return {'name': exact(called) or None, 'entries': entries, 'most': most, 'hits': hits, 'misses': misses, 'bytes': size}


def weak_cache(value, size_of):
    data = attribute(value, 'data')
    if type(data) is not dict and type(data) is not set:
        return None
    return {'name': None, 'entries': len(data), 'most': None, 'hits': None, 'misses': None, 'bytes': size_of(data)}


def hangs(values):
    # By which attribute of a module, a class or an object each hangs, if it hangs by one.
    where = {}
    ids = {id(value) for value in values}
    tables = []
    for holder in GET_REFERRERS(*values) if values else []:
        if is_namespace(holder):
            for name, value in list(holder.items()):
                if id(value) in ids and type(name) is str:
                    where[id(value)] = exact(exact(holder.get('__name__')) + '.' + name)
        elif type(holder) is dict and len(tables) < MOST_CACHES:
            tables.append(holder)
        else:
            hangs_by(where, ids, holder, [held for held in GET_REFERENTS(holder) if id(held) in ids])
    for owner in GET_REFERRERS(*tables) if tables else []:
        if type(owner) is list or type(owner) is tuple or type(owner) is FRAME:
            continue
        for table in [held for held in GET_REFERENTS(owner) if id(held) in {id(one) for one in tables}]:
            hangs_by(where, ids, owner, [held for held in GET_REFERENTS(table) if id(held) in ids], table)
    return where


def hangs_by(where, ids, owner, held, table=None):
    is_type = TYPE_FLAGS(type(owner)) & IS_TYPE
    for value in held:
        name = by(owner, value) if table is None else '.' + (attribute_name(table, owner, value) or '')
        of = type_name(owner if is_type else type(owner))
        if name[:1] == '.' and len(name) > 1:
            where[id(value)] = exact(of + name)
        elif table is None and type(owner) is not tuple and type(owner) is not CELL and id(type(owner)) not in PLAIN:
            where.setdefault(id(value), exact('in %s' % of))


MOST_VALUES = 500000
MOST_ROWS = 200
ATOMS = {id(str), id(int), id(type(None))}


def duplicates(args):
    # Strings are not tracked: they are found in what is. Of those that are equal each is one copy, however often it is
    # held; an interned one is one, too.
    check_threads()
    seen = set()
    groups = ({}, {}, {})
    looked = [0]

    def look(values):
        # Also into dictionaries and tuples that are not tracked, as there are only such values in them.
        while values:
            deeper = []
            for value in values:
                kind = type(value)
                if kind is str:
                    into = 0
                elif kind is bytes:
                    into = 1
                elif kind is tuple:
                    into = 2
                    if not IS_TRACKED(value) and id(value) not in seen:
                        deeper.append(value)
                elif kind is dict and not IS_TRACKED(value):
                    if id(value) not in seen:
                        seen.add(id(value))
                        deeper.append(value)
                    continue
                else:
                    continue
                if id(value) in seen or len(seen) >= MOST_VALUES or not value:
                    continue
                seen.add(id(value))
                # Of floats and bools there are equal ones that are not the same, and of bytes == may warn.
                if into == 2 and (len(value) > 16 or not all([id(type(part)) in ATOMS for part in value])):
                    continue
                looked[0] += 1
                groups[into][value] = groups[into].get(value, 0) + 1
            values = GET_REFERENTS(*deeper)

    def take(part):
        for at in range(0, len(part), 200):
            look([value for value in part[at : at + 200] if type(value) is tuple])
            look(GET_REFERENTS(*part[at : at + 200]))
        return len(seen) >= MOST_VALUES

    pieces(take)
    rows = []
    wasted = 0
    for group in groups:
        for value, copies in group.items():
            if copies > 1:
                waste = (copies - 1) * GETSIZEOF(value)
                wasted += waste
                rows.append((waste, copies, value))
    rows.sort(key=lambda row: (-row[0], -row[1]))
    del rows[MOST_ROWS:]
    found = []
    for waste, copies, value in rows:
        text = ascii(value)[:TEXT] if type(value) is tuple else text_of(value)
        found.append([text, type(value).__name__, copies, waste])
    return {'rows': found, 'looked': looked[0], 'wasted': wasted, 'all': len(seen) < MOST_VALUES}
