# The collector at work: much that stays, and cycles all the time, which it finds in its youngest generation.
import time

from ending import end_with_parent, ready


class Order:
    def __init__(self, number: int) -> None:
        self.number = number
        self.lines = [{"article": number, "count": 1}, {"article": number + 1, "count": 2}]
        self.itself = self


catalogue = {number: {"name": f"article {number}", "tags": ["a", "b"]} for number in range(50_000)}
end_with_parent()
ready("50,000 articles that stay, and orders that come and go in cycles")
number = 0
while True:
    for _ in range(300):
        number += 1
        Order(number)
    time.sleep(0.1)
