# A queue between two processes: the producer is faster than the consumer, so what is not yet sent piles up in the producer.
import multiprocessing
import os
import time

from ending import end_with_parent, ready

PIECE = 32 * 1024


def consume(queue: "multiprocessing.Queue[bytes]", parent: int) -> None:
    with open("/proc/self/comm", "w") as comm:
        comm.write("consumer")
    while os.getppid() == parent:
        queue.get()
        time.sleep(0.2)


def produce(queue: "multiprocessing.Queue[bytes]") -> None:
    while True:
        if queue.qsize() < 4000:
            queue.put(os.urandom(PIECE))  # it piles up here
        time.sleep(0.02)


def main() -> None:
    context = multiprocessing.get_context("fork")
    queue = context.Queue()
    consumer = context.Process(target=consume, args=(queue, os.getpid()), daemon=True)
    consumer.start()
    end_with_parent()
    ready(f"fills a queue faster than {consumer.pid} empties it")
    produce(queue)


main()
