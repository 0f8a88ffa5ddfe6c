# What a thread of its own runs in a program that is looked into. It connects to ntop by FOLDER, says TOKEN, takes in the
# code that answers (a namespace with `answer(call, args, emit)` and `undo()`), and ends when ntop leaves, ends, or is
# silent for SILENT seconds: then all is undone. Whatever goes wrong stays in here. Nothing of the program is called: no
# module of its libraries is imported, as those may have been replaced, and no lock of theirs is taken.
def modules():
    return __import__('sys').modules


def builtin(name):
    found = modules().get(name)
    return found if found is not None else modules()['_frozen_importlib']._builtin_from_name(name)


def sockets():
    # It is a file of its own in some builds. It stays loaded, as each new one would be another.
    try:
        return builtin('_socket')
    except ImportError:
        return __import__('_socket')


def text_of(value):
    if value.isascii() and value.isprintable() and '"' not in value and '\\' not in value:
        return '"' + value + '"'
    parts = ['"']
    for letter in value:
        code = ord(letter)
        if 32 <= code < 127 and code != 34 and code != 92:
            parts.append(letter)
        elif code < 0x10000:
            parts.append('\\u%04x' % code)
        else:
            parts.append('\\u%04x\\u%04x' % (0xD7C0 + (code >> 10), 0xDC00 + (code & 0x3FF)))
    parts.append('"')
    return ''.join(parts)


def write(value, put):
    # JSON, of values that are exactly of a builtin type: a subclass may have methods of its own.
    kind = type(value)
    if kind is str:
        put(text_of(value))
    elif kind is int:
        put(str(value) if -(1 << 63) <= value < 1 << 64 else 'null')
    elif value is None:
        put('null')
    elif kind is bool:
        put('true' if value else 'false')
    elif kind is float:
        put(repr(value) if value - value == 0 else 'null')
    elif kind is list or kind is tuple:
        put('[')
        between = ''
        for part in value:
            put(between)
            write(part, put)
            between = ','
        put(']')
    elif kind is dict:
        put('{')
        between = ''
        for name, part in value.items():
            if type(name) is not str:
                raise TypeError('a name is no text')
            put(between + text_of(name) + ':')
            write(part, put)
            between = ','
        put('}')
    else:
        raise TypeError('an answer holds what is no data')


def message_of(value):
    parts = []
    write(value, parts.append)
    parts.append('\n')
    return ''.join(parts).encode('ascii')


def reason_of(error):
    # No str() of an exception that is not a builtin one.
    parts = BaseException.__dict__['args'].__get__(error)
    text = parts[0] if type(parts) is tuple and parts and type(parts[0]) is str else ''
    return (type(error).__name__ + (': ' + text if text else ''))[:500]


def emit(event):
    # From any thread, so it is only noted. A list's own methods are not interrupted.
    if len(EVENTS) < MOST_EVENTS:
        EVENTS.append(event)


def send(connection, value):
    try:
        message = message_of(value)
        if len(message) > MOST_BYTES:
            raise ValueError('the answer is larger than %d bytes' % MOST_BYTES)
    except Exception as error:
        message = message_of({'id': value.get('id'), 'error': reason_of(error)})
    connection.settimeout(SILENT)
    # A program may have it that SIGPIPE ends it.
    connection.sendall(message, NO_SIGNAL)


def requests(connection, clock):
    # Those that come in, until nobody asks any more.
    pending = b''
    heard = clock()
    while True:
        connection.settimeout(1.0)
        try:
            part = connection.recv(65536)
        except TIMEOUT:
            if clock() - heard > SILENT:
                return
            part = None
        if part is not None:
            if not part:
                return
            heard = clock()
            pending += part
            while True:
                line, end, rest = pending.partition(b'\n')
                if not end:
                    break
                pending = rest
                # What ntop writes is a literal of Python as well.
                yield eval(compile(line.decode('ascii'), FILE, 'eval'), NAMES)
            if len(pending) > MOST_BYTES:
                return
        while EVENTS:
            send(connection, {'event': 'told', 'told': EVENTS.pop(0)})


def answer(call, args):
    if call == 'load':
        SPACE['__name__'] = FILE
        exec(compile(args['source'], FILE, 'exec'), SPACE)
        return None
    if 'answer' not in SPACE:
        raise ValueError('there is nobody to answer')
    return SPACE['answer'](call, args, emit)


def serve(connection, clock):
    for request in requests(connection, clock):
        call = request['call']
        if call == 'leave':
            return
        if call == 'ping':
            continue
        told = {'id': request['id']}
        try:
            told['result'] = answer(call, request['args'])
        except Exception as error:
            told['error'] = reason_of(error)
        send(connection, told)


def undo():
    try:
        return SPACE['undo']() if 'undo' in SPACE else {'restored': [], 'leftBehind': []}
    except Exception as error:
        return {'restored': [], 'leftBehind': [reason_of(error)]}
    finally:
        SPACE.clear()


def remove_files(posix):
    # ntop has removed them if it lives.
    for remove, name in ((posix.unlink, '/a'), (posix.unlink, '/b'), (posix.unlink, '/s'), (posix.rmdir, '')):
        try:
            remove(FOLDER + name)
        except OSError:
            pass


def connect(socket, posix):
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.settimeout(SILENT)
        connection.connect(FOLDER + '/s')
        return connection
    except BaseException:
        connection.close()
        remove_files(posix)
        raise


def name_thread(posix, native):
    # As ps and top show it.
    handle = posix.open('/proc/self/task/%d/comm' % native, posix.O_WRONLY)
    try:
        posix.write(handle, b'ntop')
    finally:
        posix.close(handle)


def run():
    global TIMEOUT, NO_SIGNAL
    posix, signal = builtin('posix'), builtin('_signal')
    # Signals are for the program's own threads: it may be that only those wake up.
    signal.pthread_sigmask(signal.SIG_SETMASK, signal.valid_signals())
    loads = '_socket' not in modules()
    socket = sockets()
    TIMEOUT, NO_SIGNAL = socket.timeout, socket.MSG_NOSIGNAL
    native = builtin('_thread').get_native_id()
    connection = connect(socket, posix)
    try:
        hello = {'event': 'hello', 'token': TOKEN, 'pid': posix.getpid(), 'fd': connection.fileno(), 'loads': loads}
        hello['version'] = list(__import__('sys').version_info)
        send(connection, hello)
        try:
            name_thread(posix, native)
        except OSError:
            pass
        try:
            serve(connection, builtin('time').monotonic)
        finally:
            left = undo()
        send(connection, {'event': 'left', 'left': left})
    finally:
        try:
            # For whoever has this descriptor too: a child that was forked meanwhile.
            connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        connection.close()


FILE = '<ntop>'
SILENT = 5.0
MOST_BYTES = 16 << 20
MOST_EVENTS = 1000
EVENTS = []
SPACE = {}
NAMES = {'__builtins__': {}, 'true': True, 'false': False, 'null': None}
try:
    run()
except BaseException:
    pass
# Functions hold what they are in, and it holds them.
globals().clear()
