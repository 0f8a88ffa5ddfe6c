# What all answers stand on. These texts run inside of a program that is looked into, one after the other in one private
# namespace. Nothing of the program is ever called: no repr, str, len, ==, hash, getattr or isinstance of an object that
# is not exactly of a builtin type, no function that may have been replaced by one in Python. Types are asked through the
# descriptors of `type` itself, and kept by id, as a metaclass may have methods of its own for all else.
import sys

BUILTIN = type(len)
MODULE = type(sys)
FUNCTION = type(lambda: 0)
FRAME = type(sys._getframe())
CELL = type((lambda x: lambda: x)(0).__closure__[0])
CODE = type((lambda: 0).__code__)
WRAPPER = type(MODULE.__dict__['__dict__'].__get__)
METHOD = type((lambda: 0).__get__(0))
METHOD_DESCRIPTOR = type(list.append)
MEMBER = type(FUNCTION.__dict__['__closure__'])
NAMESPACE = globals()
TEXT = 120
BUILTINS = NAMESPACE['__builtins__']
BUILTINS = BUILTINS if type(BUILTINS) is dict else BUILTINS.__dict__

MODULE_DICT = MODULE.__dict__['__dict__'].__get__
TYPE_DICT = type.__dict__['__dict__'].__get__
TYPE_MRO = type.__dict__['__mro__'].__get__
TYPE_FLAGS = type.__dict__['__flags__'].__get__
TYPE_MODULE = type.__dict__['__module__'].__get__
TYPE_QUALNAME = type.__dict__['__qualname__'].__get__
GENERIC_ATTRIBUTE = object.__getattribute__
IS_LIST, IS_TUPLE, IS_DICT, IS_TYPE = 1 << 25, 1 << 26, 1 << 29, 1 << 31
MINOR = sys.version_info[1]


def fail(text):
    raise ValueError(text)


def modules():
    # A program may put something else there.
    return sys.modules if type(sys.modules) is dict else {}


LOADED = []


def builtin_module(name):
    # Not by an import: that asks finders of the program's first.
    found = modules().get(name)
    if type(found) is MODULE:
        return found
    LOADED.append(name)
    return MODULE_DICT(modules()['_frozen_importlib'])['_builtin_from_name'](name)


def c(module, name):
    # Who has been replaced by something of the program's (by gevent, freezegun, a test) is not called.
    found = MODULE_DICT(module).get(name)
    if type(found) is BUILTIN:
        return found
    return lambda *args: fail('the program has replaced %s, which this needs' % name)


gc = builtin_module('gc')
GET_OBJECTS = c(gc, 'get_objects')
GET_REFERRERS = c(gc, 'get_referrers')
GET_REFERENTS = c(gc, 'get_referents')
IS_TRACKED = c(gc, 'is_tracked')
COUNT_ELEMENTS = c(builtin_module('_collections'), '_count_elements')
GETSIZEOF = c(sys, 'getsizeof')
GETREFCOUNT = c(sys, 'getrefcount')
GETFRAME = c(sys, '_getframe')
CURRENT_FRAMES = c(sys, '_current_frames')
SLEEP = MODULE_DICT(builtin_module('time')).get('sleep')
NOW = MODULE_DICT(builtin_module('time')).get('perf_counter')
SLEEP, NOW = [f if type(f) is BUILTIN else None for f in (SLEEP, NOW)]


def rest():
    # Between two pieces of work of a millisecond or two, so that the program's threads hardly wait for us.
    if SLEEP is not None:
        SLEEP(0.001)


# Their objects may be freed only by the thread that made them: another one ends the program.
TOOLKITS = ('_tkinter', 'PyQt4.QtCore', 'PyQt5.QtCore', 'PyQt6.QtCore', 'PySide.QtCore', 'PySide2.QtCore', 'PySide6.QtCore', 'wx._core')


def toolkits():
    return [name for name in TOOLKITS if name in modules()]


def exact(text, most=TEXT):
    return text[:most] if type(text) is str else '?'


def check_threads():
    # Whoever looks at objects holds them for a moment, and may be the last who does.
    found = toolkits()
    if found:
        fail('the program uses %s, whose objects may be freed only by the thread that made them' % found[0])


def type_name(of):
    name = exact(TYPE_QUALNAME(of))
    try:
        module = TYPE_MODULE(of)
    except AttributeError:
        module = None
    if type(module) is str and module != 'builtins':
        name = module + '.' + name
    return name[:TEXT]


def sizes():
    # What tells the size of a type's objects, and their size: sys.getsizeof where that is C, else the first of the bases.
    ways = {}

    def way(of):
        is_first = True
        for base in TYPE_MRO(of) or ():
            found = TYPE_DICT(base).get('__sizeof__')
            if found is None:
                continue
            if type(found) is METHOD_DESCRIPTOR:
                return GETSIZEOF if is_first else found
            is_first = False
        return object.__dict__['__sizeof__']

    def size_of(value):
        of = type(value)
        how = ways.get(id(of))
        if how is None:
            how = ways[id(of)] = way(of)
        try:
            size = how(value)
        except Exception:
            return 0
        return size if type(size) is int and 0 <= size < 1 << 53 else 0

    return way, size_of


# What hears of collections; see listen.
HEARD = []
PLAIN = {id(t) for t in (type(None), bool, int, float, complex, str, bytes, list, dict, tuple, set, frozenset)}
MISSING = object()


def attribute(value, name):
    # One of the object's own, by the slot or dictionary that every object has. What a class has under that name is let
    # in only if it cannot be a descriptor.
    for base in TYPE_MRO(type(value)) or ():
        found = TYPE_DICT(base).get(name, MISSING)
        if found is MISSING:
            continue
        if type(found) is not MEMBER and id(type(found)) not in PLAIN:
            return MISSING
        break
    try:
        return GENERIC_ATTRIBUTE(value, name)
    except Exception:
        return MISSING


def is_namespace(value):
    return type(value) is dict and '__builtins__' in value and type(value.get('__name__')) is str


def is_of_module(value):
    # Whether these globals are those of a module that anybody can import.
    name = value.get('__name__')
    found = modules().get(name) if type(name) is str else None
    return id(type(found)) == id(MODULE) and MODULE_DICT(found) is value


def own(*more):
    # Ids of what is ours: the frames of this thread, what their functions have for globals, what is in that; and more.
    ids = set()
    ids.add(id(ids))
    todo = []
    frame = GETFRAME()
    while frame is not None:
        ids.add(id(frame))
        if not is_of_module(frame.f_globals):
            todo.append(frame.f_globals)
        frame = frame.f_back
    todo.append(NAMESPACE)
    for value in HEARD:
        ids.add(id(value))
        ids.update([id(part) for part in GET_REFERENTS(value) if type(part) is dict or type(part) is tuple])
    todo.extend(more)
    ids.add(id(BUILTINS))
    while todo:
        value = todo.pop()
        if id(value) in ids:
            continue
        ids.add(id(value))
        kind = type(value)
        if kind is dict:
            todo.extend(value.values())
        elif kind is list or kind is tuple or kind is set:
            todo.extend(value)
        elif kind is CELL:
            try:
                todo.append(value.cell_contents)
            except ValueError:
                pass
        elif kind is FUNCTION:
            todo.extend((value.__code__, value.__defaults__, value.__kwdefaults__, value.__closure__))
        elif kind is CODE:
            todo.extend((value.co_consts, value.co_names, value.co_varnames, value.co_freevars, value.co_cellvars))
        elif kind is not WRAPPER and kind is not FRAME:
            # Modules and types are the program's, too.
            ids.discard(id(value))
    ids.discard(id(BUILTINS))
    return ids


def own_files():
    # What our code calls itself in tracebacks.
    files = set()
    frame = GETFRAME()
    while frame is not None:
        if not is_of_module(frame.f_globals):
            files.add(frame.f_code.co_filename)
        frame = frame.f_back
    return files


def number(args, name, least, most):
    value = args.get(name)
    if type(value) is not int or not least <= value <= most:
        fail('%s is to be a number from %d to %d' % (name, least, most))
    return value
