"""A small reader and writer of MessagePack values: nil, booleans, integers, strings, arrays and maps.

A vendored third-party module, in the role that msgpack played at Instagram: to decode faster it keeps the cyclic collector
off while it builds objects, and then switches it on, whether or not it was on before.

Format: https://github.com/msgpack/msgpack/blob/master/spec.md
"""

import gc
import struct


def packb(value):
    """Return ``value`` as bytes. Raises TypeError for a type, ValueError for a size that this subset lacks."""
    out = bytearray()
    _write(value, out)
    return bytes(out)


def unpackb(data):
    """Return the value that ``data`` holds. Raises ValueError when it is cut short, too long or of an unknown type."""
    gc.disable()
    try:
        value, end = _read(data, 0)
    except (IndexError, struct.error):
        raise ValueError("cut short after %d bytes" % len(data)) from None
    finally:
        gc.enable()
    if end != len(data):
        raise ValueError("%d bytes are left over" % (len(data) - end))
    return value


def _write(value, out):
    if value is None:
        out.append(0xC0)
    elif value is False or value is True:
        out.append(0xC3 if value else 0xC2)
    elif isinstance(value, int):
        out += struct.pack(">Bq", 0xD3, value) if not 0 <= value < 128 else bytes((value,))
    elif isinstance(value, str):
        text = value.encode()
        out += _header(len(text), 0xA0, 32, 0xDA) + text
    elif isinstance(value, (list, tuple)):
        out += _header(len(value), 0x90, 16, 0xDC)
        for item in value:
            _write(item, out)
    elif isinstance(value, dict):
        out += _header(len(value), 0x80, 16, 0xDE)
        for key, item in value.items():
            _write(key, out)
            _write(item, out)
    else:
        raise TypeError("cannot pack a %s" % type(value).__name__)


def _header(size, short, short_limit, long):
    if size < short_limit:
        return bytes((short | size,))
    if size > 0xFFFF:
        raise ValueError("%d items or bytes are more than 65535" % size)
    return struct.pack(">BH", long, size)


def _read(data, at):
    kind = data[at]
    at += 1
    if kind < 0x80:
        return kind, at
    if kind < 0x90:
        return _read_map(data, at, kind & 0x0F)
    if kind < 0xA0:
        return _read_array(data, at, kind & 0x0F)
    if kind < 0xC0:
        return _read_text(data, at, kind & 0x1F)
    if kind == 0xC0:
        return None, at
    if kind in (0xC2, 0xC3):
        return kind == 0xC3, at
    if kind == 0xD3:
        return struct.unpack_from(">q", data, at)[0], at + 8
    readers = {0xDA: _read_text, 0xDC: _read_array, 0xDE: _read_map}
    if kind not in readers:
        raise ValueError("unknown type byte 0x%02x" % kind)
    return readers[kind](data, at + 2, struct.unpack_from(">H", data, at)[0])


def _read_text(data, at, size):
    text = data[at : at + size]
    if len(text) < size:
        raise IndexError
    return text.decode(), at + size


def _read_array(data, at, size):
    items = []
    for _ in range(size):
        item, at = _read(data, at)
        items.append(item)
    return items, at


def _read_map(data, at, size):
    items = {}
    for _ in range(size):
        key, at = _read(data, at)
        items[key], at = _read(data, at)
    return items, at
