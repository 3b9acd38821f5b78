"""A catalogue shop: the sample application of the quickstart.

Modelled on what Instagram described in "Dismissing Python Garbage Collection at Instagram" (2017): one large Django
process that loads everything, forks its workers, switches the cyclic collector off in its settings, and has it switched
back on by a library that nobody suspected.
"""
