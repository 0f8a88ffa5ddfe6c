# Trees whose nodes know their parents: no count of references ever falls to nothing, only the collector frees them. It is
# switched off here, so they pile up until somebody collects.
import gc
import time

from ending import end_with_parent, ready


class TreeNode:
    def __init__(self, parent: "TreeNode | None") -> None:
        self.parent = parent
        self.children = []
        self.load = bytes(1024)
        if parent is not None:
            parent.children.append(self)


def grow_and_forget() -> None:
    root = TreeNode(None)
    for _ in range(3):
        child = TreeNode(root)
        for _ in range(5):
            TreeNode(child)


gc.disable()
end_with_parent()
ready("forgets 19 TreeNodes at a time, with the collector off")
while True:
    for _ in range(10):
        grow_and_forget()
    if gc.get_count()[0] > 400_000:
        gc.collect()
    time.sleep(0.1)
