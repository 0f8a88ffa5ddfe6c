# What is asked, and how all is undone. An answer is data for JSON; whatever goes wrong is raised with a text.
def hello(args):
    version = '%d.%d.%d' % sys.version_info[:3]
    level = {'alpha': 'a', 'beta': 'b', 'candidate': 'rc'}.get(sys.version_info[3])
    if level is not None:
        version += '%s%d' % (level, sys.version_info[4])
    return {
        'version': version,
        'pid': c(builtin_module('posix'), 'getpid')(),
        'implementation': exact(sys.implementation.name),
        'toolkits': toolkits(),
        'blocks': BLOCKS(),
    }


CALLS = {
    'hello': hello,
    'stats': stats,
    'tracing': tracing,
    'startTracing': start_tracing,
    'stopTracing': stop_tracing,
    'snapshot': snapshot,
    'clearTraces': clear_traces,
    'resetPeak': reset_peak,
    'types': types,
    'collect': collect,
    'collector': collector,
    'setCollector': set_collector,
    'events': events,
    'collections': collections,
    'stacks': stacks,
    'holding': holding,
    'caches': caches,
    'duplicates': duplicates,
    'cyclic': cyclic,
}


def answer(call, args, emit):
    asked = CALLS.get(call) if type(call) is str else None
    if asked is None:
        fail('no such call')
    return asked(args if type(args) is dict else {})


def undo():
    restored, left = [], []
    for put_back in (undo_events, undo_tracing, undo_collector):
        try:
            put_back(restored, left)
        except BaseException as error:
            left.append('%s: %s' % (put_back.__name__[5:], type_name(type(error))))
    return {'restored': restored, 'leftBehind': left, 'modules': LOADED}
