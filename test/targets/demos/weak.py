# Caches: one that holds weakly what others still use, one by function with a bound, and one that forgets nothing.
import functools
import time
import weakref

from ending import end_with_parent, ready


class Image:
    def __init__(self, name: str) -> None:
        self.name = name
        self.pixels = bytes(4096)


images: "weakref.WeakValueDictionary[str, Image]" = weakref.WeakValueDictionary()
on_screen = []


def load(name: str) -> Image:
    image = images.get(name)
    if image is None:
        image = images[name] = Image(name)
    return image


@functools.lru_cache(maxsize=256)
def thumbnail(number: int) -> bytes:
    return bytes(512)


@functools.lru_cache(maxsize=None)
def describe(number: int) -> str:
    return f"image {number}"


number = 0


def work() -> None:
    global number
    for _ in range(20):
        number += 1
        on_screen.append(load(f"image {number}"))
        del on_screen[:-100]
        thumbnail(number % 400)
        describe(number % 50_000)


for _ in range(50):
    work()
end_with_parent()
ready("100 images are on screen at a time: so many are in the weak cache; describe() keeps all")
while True:
    work()
    time.sleep(0.1)
