"""A page as a tree whose nodes know their parents, like the trees of HTML, XML and template libraries.

Parent and child refer to each other, so nothing but the cyclic collector can free a page that has been answered.
"""


class Node:
    __slots__ = ("name", "value", "parent", "children")

    def __init__(self, name, value=None, parent=None):
        self.name = name
        self.value = value
        self.parent = parent
        self.children = None
        if parent is not None:
            if parent.children is None:
                parent.children = [self]
            else:
                parent.children.append(self)

    def add(self, **leaves):
        """Append a leaf for each keyword, and return this node."""
        for name, value in leaves.items():
            Node(name, value, self)
        return self

    def inherited(self, name):
        """Return the value of the nearest leaf called ``name`` here or above, or None: an inner node need not repeat it."""
        for child in self.children or ():
            if child.name == name:
                return child.value
        return None if self.parent is None else self.parent.inherited(name)

    def as_data(self):
        """Return this node as what JSON can hold: leaves as values, nodes as objects, repeated names as arrays."""
        if self.children is None:
            return self.value
        data = {}
        for child in self.children:
            if child.name.endswith("[]"):
                data.setdefault(child.name[:-2], []).append(child.as_data())
            else:
                data[child.name] = child.as_data()
        return data
