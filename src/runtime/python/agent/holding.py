# Who holds an object, and what it holds.
DEPTH = 16
CHAINS = 3
MOST_NODES = 400
MOST_A_LEVEL = 40
MOST_HELD = 40
MOST_LOOKED = 100000
WEAK_COUNT = c(builtin_module('_weakref'), 'getweakrefcount')
IMMORTAL = 1 << 29
PROBE = [object()]
# Of an object that nothing has but a list: by the list, and by the call that counts.
COUNTED = GETREFCOUNT(PROBE[0])


def text_of(value):
    kind = type(value)
    if kind is str:
        return value[:TEXT]
    if kind is bytes:
        return ascii(value[: TEXT // 2])[:TEXT]
    if kind is int and value.bit_length() > 256:
        return 'a number of %d bits' % value.bit_length()
    if kind is int or kind is float or kind is bool or value is None:
        return ascii(value)
    return None


def references(values):
    # Of each, but for those from this list.
    counted = []
    for i in range(len(values)):
        count = GETREFCOUNT(values[i]) - COUNTED
        # What lives for ever is not counted.
        counted.append(count if 0 <= count < IMMORTAL else None)
    return counted


def describe(value, count, size_of):
    return {
        'type': type_name(type(value)),
        'address': id(value),
        'bytes': size_of(value),
        'text': text_of(value),
        'references': count,
        'weakReferences': WEAK_COUNT(value),
    }


def key_text(key):
    text = text_of(key)
    if text is None:
        return '[a %s]' % type_name(type(key))
    return "['%s']" % text[:60] if type(key) is str else '[%s]' % text[:60]


def names_in(of):
    # Names that attributes of such objects may have: slots, and what methods of the class speak of.
    names = []
    for base in TYPE_MRO(of) or ():
        if base is object:
            continue
        for name, value in list(TYPE_DICT(base).items())[:1000]:
            if type(value) is MEMBER:
                names.append(name)
            elif type(value) is FUNCTION:
                names.extend(value.__code__.co_names)
            elif name == '__static_attributes__' and type(value) is tuple:
                names.extend(value)
            elif name == '__annotations__' and type(value) is dict:
                names.extend(value)
    return list(dict.fromkeys([name for name in names if type(name) is str]))


def names_near(of):
    # Names that functions of the class's module speak of, as attributes may be set from there, too.
    module = TYPE_MODULE(of)
    space = modules().get(module) if type(module) is str else None
    names = []
    for value in list(MODULE_DICT(space).values()) if type(space) is MODULE else []:
        if type(value) is FUNCTION:
            names.extend(value.__code__.co_names)
        elif TYPE_FLAGS(type(value)) & IS_TYPE and len(names) < MOST_LOOKED:
            names.extend(names_in(value))
    return list(dict.fromkeys([name for name in names if type(name) is str]))


def parts(holder, most, only=MISSING):
    # What an object holds, and by what, as far as that can be told; with `only`, the first way in which it holds that.
    found = []

    def add(by, value):
        if only is MISSING or value is only:
            found.append((by, value))
        return len(found) >= (most if only is MISSING else 1)

    kind = type(holder)
    flags = TYPE_FLAGS(kind)
    try:
        if flags & IS_DICT:
            # Each list is made at one go: of a dictionary that others change meanwhile nothing more could be had step by step.
            keys, values, again = [list(ISLICE(of(holder), MOST_LOOKED)) for of in (dict.keys, dict.values, dict.keys)]
            for key, value, same in zip(keys, values, again):
                if key is same and (add(key_text(key), value) or add('a key', key)):
                    break
        elif flags & (IS_LIST | IS_TUPLE):
            for i, value in enumerate((list if flags & IS_LIST else tuple).__iter__(holder)):
                if add('[%d]' % i, value) or i > MOST_LOOKED:
                    break
        elif kind is set or kind is frozenset:
            for value in holder:
                if add('an element', value):
                    break
        elif kind is FUNCTION:
            if not add('defaults of %s' % exact(holder.__qualname__), holder.__defaults__):
                add('closure of %s' % exact(holder.__qualname__), holder.__closure__)
        elif kind is METHOD:
            if not add('object of method', holder.__self__):
                add('function of method', holder.__func__)
        elif flags & IS_TYPE:
            for name, value in list(TYPE_DICT(holder).items()):
                if add('.%s' % exact(name), value):
                    break
    except RuntimeError:
        # Another thread has changed it.
        pass
    if found and only is not MISSING or flags & IS_TYPE or len(found) >= most:
        return found
    for name in names_in(kind):
        value = attribute(holder, name)
        if value is not MISSING and id(value) not in ATOMS and add('.%s' % exact(name), value):
            break
    return found


def by(holder, held):
    found = parts(holder, 1, held)
    if found:
        return found[0][0]
    kind = type(holder)
    for name in [] if TYPE_FLAGS(kind) & IS_TYPE else names_near(kind):
        if attribute(holder, name) is held:
            return '.%s' % exact(name)
    if kind is FRAME:
        return 'a variable of %s' % exact(holder.f_code.co_name)
    return 'content' if kind is CELL else 'an attribute'


def key_of(holder, held):
    # A name, under which a dictionary has it.
    try:
        for key, value in holder.items():
            if value is held and type(key) is str:
                return key
    except RuntimeError:
        pass
    return None


def attribute_name(holder, owner, held):
    # Where `holder` is the dictionary of an object's, a class's or a module's attributes: the name that it has for this.
    if type(holder) is not dict:
        return None
    name = key_of(holder, held)
    if name is None:
        return None
    flags = TYPE_FLAGS(type(owner))
    if flags & IS_TYPE:
        return name if TYPE_DICT(owner).get(name) is held else None
    return name if attribute(owner, name) is held else None


def running(mine):
    # Values that functions have in variables which run now, by id; and those functions. Only from 3.13 on can a variable be
    # looked at without a trace, and by name; in 3.11 and 3.12 not at all.
    variables = {}
    functions = []
    for frame in CURRENT_FRAMES().values():
        while frame is not None:
            code = frame.f_code
            # Others have their variables in a dictionary.
            if id(frame.f_globals) not in mine and code.co_flags & 1:
                where = '%s (%s:%s)' % (exact(code.co_name), exact(code.co_filename, PATH), frame.f_lineno)
                functions.append(where)
                if MINOR >= 13:
                    values = [('%s of %s, which runs' % (exact(name), where), value) for name, value in frame.f_locals.items()]
                elif MINOR <= 10:
                    values = [('a variable of %s, which runs' % where, value) for value in GET_REFERENTS(frame)]
                else:
                    values = []
                for text, value in values:
                    if type(value) is not MODULE and not is_namespace(value):
                        variables.setdefault(id(value), text)
                values = value = None
            frame = frame.f_back
    # The program's own first.
    functions.sort(key=lambda where: '/lib/python3' in where)
    return variables, functions


def root_of(value):
    # Where a search ends; all that is imported is held for good.
    if is_namespace(value):
        return 'module %s' % exact(value.get('__name__'))
    if TYPE_FLAGS(type(value)) & IS_TYPE:
        return 'class %s' % type_name(value)
    if id(MODULE) in [id(base) for base in TYPE_MRO(type(value)) or ()]:
        return 'module %s' % exact(MODULE_DICT(value).get('__name__'))
    return None


def search(nodes, mine):
    # Holders of holders, breadth first, from the one node that there is: whom each holds (an index), and what is a root, by
    # index. Nowhere but in `nodes` is any of them kept, so that references can be counted.
    above, roots = [-1], {}
    variables, functions = running(mine)
    seen = {id(nodes[0])}
    mine.update((id(nodes), id(seen)))
    level = [0]
    closed = True
    for _ in range(DEPTH):
        ask = []
        for i in level:
            root = root_of(nodes[i])
            if root is None:
                ask.append(i)
                root = variables.get(id(nodes[i]))
            if root is not None:
                roots[i] = root
        if not ask or len(roots) >= CHAINS:
            break
        found, cut = holders_of(nodes, ask, seen, mine)
        level = []
        for i, holder in found:
            level.append(len(nodes))
            nodes.append(holder)
            above.append(i)
        found = holder = None
        closed = closed and not cut
        if len(nodes) > MOST_NODES:
            closed = False
            break
        rest()
    else:
        closed = False
    if closed and not roots:
        held_from_outside(nodes, roots, functions)
    return above, roots


def holders_of(nodes, ask, seen, mine):
    # Those of these nodes that are not known yet, each with whom it holds; and whether there are more.
    asked = [nodes[i] for i in ask]
    ids = {id(nodes[i]): i for i in ask}
    mine.update((id(asked), id(ids)))
    all_found = GET_REFERRERS(*asked)
    mine.add(id(all_found))
    # Globals first: a search ends there.
    order = sorted(range(len(all_found)), key=lambda i: not is_namespace(all_found[i]))
    found = []
    cut = False
    for at in order:
        # What nothing holds but the list that it was found by was made for this call.
        if id(all_found[at]) in mine or id(all_found[at]) in seen or GETREFCOUNT(all_found[at]) <= COUNTED:
            continue
        if len(found) >= MOST_A_LEVEL:
            cut = True
            break
        held = ask[0] if len(ask) == 1 else None
        if held is None:
            for value in GET_REFERENTS(all_found[at]):
                if id(value) in ids:
                    held = ids[id(value)]
                    break
            value = None
        if held is not None:
            seen.add(id(all_found[at]))
            found.append((held, all_found[at]))
    return found, cut


def held_from_outside(nodes, roots, functions):
    # Of objects of which all holders are known: whom something holds besides; what runs, and what is in C, is no object
    # that could be found.
    counted = references(nodes)
    places = {id(nodes[i]): i for i in range(len(nodes))}
    for i in range(len(nodes)):
        for value in GET_REFERENTS(nodes[i]):
            at = places.get(id(value))
            if at is not None and counted[at] is not None:
                counted[at] -= 1
        value = None
    for i in range(len(nodes) - 1, -1, -1):
        if counted[i] is None or counted[i] > 0:
            runs = ' (%s)' % '; '.join(functions[:3]) if functions else ''
            roots[i] = 'a variable of a function that runs%s, or something in C' % runs
    if not roots:
        roots[len(nodes) - 1] = 'nothing: garbage that the collector has not freed yet'


def chain(nodes, above, counted, end, size_of):
    # From the sample outwards. A dictionary of attributes is told as its owner's attribute, a cell as its function's variable.
    path = [end]
    while above[path[-1]] >= 0:
        path.append(above[path[-1]])
    path.reverse()
    links = []
    at = 1
    while at < len(path):
        held, holder = nodes[path[at - 1]], nodes[path[at]]
        after = nodes[path[at + 1]] if at + 1 < len(path) else None
        last = nodes[path[at + 2]] if at + 2 < len(path) else None
        name = None if after is None else attribute_name(holder, after, held)
        if name is not None:
            text, step = '.%s' % exact(name), 2
        elif type(holder) is CELL and type(after) is tuple and type(last) is FUNCTION and last.__closure__ is after:
            names = last.__code__.co_freevars
            cells = [id(cell) for cell in after]
            text = '%s in the closure of %s' % (names[cells.index(id(holder))], exact(last.__qualname__))
            step = 3
        elif is_namespace(holder):
            text, step = '.%s' % exact(key_of(holder, held)), 1
        else:
            text, step = by(holder, held), 1
        at += step
        index = path[at - 1]
        owner = module_of(nodes[index])
        if owner is None:
            links.append({'by': text, 'object': describe(nodes[index], counted[index], size_of)})
        else:
            links.append({'by': text, 'object': describe(owner, None, size_of)})
    return links


def module_of(value):
    # Whose globals these are.
    found = modules().get(value.get('__name__')) if is_namespace(value) else None
    return found if type(found) is MODULE and MODULE_DICT(found) is value else None


def holding(args):
    check_threads()
    wanted = args.get('type')
    if type(wanted) is not str:
        fail('type is to be the name of a type')
    found = []
    count = [0]
    known, kinds = {}, set()

    def see(kind):
        known[id(kind)] = kind
        if type_name(kind) == wanted:
            kinds.add(id(kind))

    def take(part):
        if kinds.isdisjoint(kinds_in(part, known, see)):
            return
        # Not all of them: what is kept here is held.
        for value in part:
            if id(type(value)) in kinds and id(value) not in mine:
                count[0] += 1
                if len(found) < PIECE:
                    found.append(value)

    mine = set()
    mine.update(own(take, see, mine))
    pieces(take)
    known.clear()
    if not found:
        return None
    nodes = [found[len(found) // 2]]
    del found[:]
    above, roots = search(nodes, mine)
    _, size_of = sizes()
    counted = references(nodes)
    ends = list(roots)[:CHAINS] or [i for i in range(len(nodes) - 1, max(-1, len(nodes) - 1 - CHAINS), -1)]
    chains = []
    for end in ends:
        chains.append({'links': chain(nodes, above, counted, end, size_of), 'root': roots.get(end)})
    return {
        'object': describe(nodes[0], counted[0], size_of),
        'ofType': count[0],
        'chains': chains,
        'holds': held_by(nodes[0], size_of),
    }


def held_by(sample, size_of):
    names, values = [], []
    for text, value in parts(sample, MOST_HELD):
        names.append(text)
        values.append(value)
    known = {id(value) for value in values}
    for value in GET_REFERENTS(sample):
        if id(value) in known or value is type(sample):
            continue
        own_ones = attributes_in(value, sample)
        for text, held in [('an attribute', value)] if own_ones is None else own_ones:
            if len(values) < MOST_HELD and id(held) not in known:
                names.append(text)
                values.append(held)
                known.add(id(held))
        own_ones = held = None
    value = None
    counted = references(values)
    return [{'by': names[i], 'object': describe(values[i], counted[i], size_of)} for i in range(len(values))]


def attributes_in(table, owner):
    # What is in an object's dictionary of attributes; None of what is no such dictionary.
    if type(table) is not dict or not table:
        return None
    found = list(table.items())[:MOST_HELD]
    for name, value in found:
        if type(name) is not str or attribute(owner, name) is not value:
            return None
    return [('.' + exact(name), value) for name, value in found]
