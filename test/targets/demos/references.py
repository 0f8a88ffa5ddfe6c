# Who holds it? A connection that should be gone is still there: somebody has forgotten to let go of it.
import time

from ending import end_with_parent, ready


class Connection:
    closed = 0

    def __init__(self, number: int) -> None:
        self.number = number

    def __del__(self) -> None:
        Connection.closed += 1


class Pool:
    def __init__(self) -> None:
        self.idle = []
        self.last_error = {}

    def use(self, number: int) -> None:
        connection = Connection(number)
        self.idle.append(connection)
        if number % 5 == 0:
            # Whoever asks later what went wrong gets the connection as well.
            self.last_error[number] = {"text": "timed out", "connection": connection}
        if len(self.idle) > 10:
            # The last name for it, in most cases: its count falls to nothing and it is closed at once.
            del self.idle[0]


pool = Pool()
number = 0
for _ in range(1000):
    number += 1
    pool.use(number)
end_with_parent()
ready("Pool.last_error holds connections that nobody needs")
while True:
    number += 1
    pool.use(number)
    if len(pool.last_error) > 2000:
        pool.last_error.clear()
    time.sleep(0.05)
