# The same, or only equal? Texts that are equal and stand in memory thousands of times, others that are there once.
import sys
import time

from ending import end_with_parent, ready


class Point:
    def __init__(self, x: int, y: int) -> None:
        self.x = x
        self.y = y

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Point) and (self.x, self.y) == (other.x, other.y)

    __hash__ = None


# Each is made anew, so all are equal and no two are the same.
copies = ["".join(["country: ", "Liechtenstein"]) for _ in range(20_000)]
# Interned: one text, however often it is named.
names = [sys.intern("".join(["country: ", "San Marino"])) for _ in range(20_000)]
points = [Point(1, 2) for _ in range(5_000)]
alias = points[0]

end_with_parent()
ready(
    f"copies[0] == copies[1]: {copies[0] == copies[1]}, is: {copies[0] is copies[1]}; "
    f"names[0] is names[1]: {names[0] is names[1]}; points[0] == points[1]: {points[0] == points[1]}, "
    f"is: {points[0] is points[1]}; alias is points[0]: {alias is points[0]}, id {id(alias):#x}"
)
while True:
    time.sleep(1)
