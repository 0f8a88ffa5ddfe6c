"""Answers questions with psutil's figures: a JSON line for each line of JSON that comes in."""
import json
import os
import sys
import threading
import time

import psutil


def memory(procfs):
    psutil.PROCFS_PATH = procfs
    return {"virtual": psutil.virtual_memory()._asdict(), "swap": psutil.swap_memory()._asdict()}


def process_memory(procfs, pids):
    psutil.PROCFS_PATH = procfs
    return {pid: psutil.Process(pid).memory_full_info()._asdict() for pid in pids}


def memory_maps(pid):
    return {group.path: group._asdict() for group in psutil.Process(pid).memory_maps(grouped=True)}


def network(procfs):
    psutil.PROCFS_PATH = procfs
    return {name: counters._asdict() for name, counters in psutil.net_io_counters(pernic=True, nowrap=False).items()}


def disk(path):
    return psutil.disk_usage(path)._asdict()


def open_files(pid):
    return [entry._asdict() for entry in psutil.Process(pid).open_files()]


def connections(pid):
    process = psutil.Process(pid)
    # It changed its name with psutil 6.
    found = getattr(process, "net_connections", None) or process.connections
    return [entry._asdict() for entry in found(kind="all")]


LIMITS = [name for name in dir(psutil) if name.startswith("RLIMIT_")]


def whole(pid):
    """All that psutil knows of a process."""
    process = psutil.Process(pid)
    known = process.as_dict(
        ["ppid", "name", "exe", "cmdline", "cwd", "status", "username", "uids", "create_time", "terminal", "nice",
         "num_fds", "num_threads", "cpu_times", "cpu_num", "io_counters", "memory_full_info", "threads", "environ",
         "open_files", "num_ctx_switches"], ad_value=None)
    known["limits"] = {name: process.rlimit(getattr(psutil, name)) for name in LIMITS}
    known["group"] = os.getpgid(pid)
    known["session"] = os.getsid(pid)
    return {
        key: value._asdict() if hasattr(value, "_asdict")
        else [entry._asdict() if hasattr(entry, "_asdict") else entry for entry in value] if isinstance(value, list)
        else value
        for key, value in known.items()
    }


def identity(pid):
    process = psutil.Process(pid)
    return {
        "exe": process.exe(),
        "cwd": process.cwd(),
        "ppid": process.ppid(),
        "parents": [parent.pid for parent in process.parents()],
        "uids": list(process.uids()),
        "gids": list(process.gids()),
        "terminal": process.terminal(),
        "nice": process.nice(),
    }


def ionice(pid):
    return psutil.Process(pid).ionice()._asdict()


def watch_cpu(pid):
    """Keeps reading the CPU time of a process, a hundred times a second."""
    process = psutil.Process(pid)

    def read():
        while True:
            try:
                times = process.cpu_times()
            except psutil.NoSuchProcess:
                return
            readings.append((time.time(), times.user + times.system))
            time.sleep(0.01)

    threading.Thread(target=read, daemon=True).start()
    while not readings:
        time.sleep(0.01)


def cpu_percent(since, until):
    """CPU % of the watched process between two moments in seconds since 1970, or as near to them as was read."""
    while readings[-1][0] < until:
        time.sleep(0.01)
    first, last = (min(readings, key=lambda reading: abs(reading[0] - moment)) for moment in (since, until))
    return 100 * (last[1] - first[1]) / (last[0] - first[0])


QUESTIONS = {f.__name__: f for f in (memory, process_memory, memory_maps, network, disk, open_files, connections, whole, identity, ionice, watch_cpu, cpu_percent)}
readings = []

for line in sys.stdin:
    name, arguments = json.loads(line)
    print(json.dumps(QUESTIONS[name](*arguments)), flush=True)
