# Opens a file every half second and comes to its limit of open files; raise that while it runs, and it goes on.
import errno
import resource
import time

from ending import end_with_parent, ready

SOFT = 64

_, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (SOFT, hard))
end_with_parent()
ready(f"opens files up to its limit of {SOFT}")
files = []
while True:
    try:
        files.append(open("/dev/null"))
    except OSError as error:
        if error.errno != errno.EMFILE:
            raise
    if len(files) > 500:
        for file in files:
            file.close()
        files.clear()
    time.sleep(0.1 if len(files) < SOFT - 16 else 0.5)
