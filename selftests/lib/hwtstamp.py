#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""How a device stamps frames with the time: SIOCGHWTSTAMP, SIOCSHWTSTAMP.

    hwtstamp.py DEV           prints "TX-TYPE RX-FILTER", as include/linux/net_tstamp.h
    hwtstamp.py DEV TX RX     sets them first

Exits with 1, and the error on stderr, when the device refuses.
"""

import ctypes
import fcntl
import socket
import struct
import sys

SIOCSHWTSTAMP, SIOCGHWTSTAMP = 0x89B0, 0x89B1


def ask(dev, request, tx_type=0, rx_filter=0):
    """The two, after the request."""
    config = ctypes.create_string_buffer(struct.pack("iii", 0, tx_type, rx_filter), 12)
    ifreq = struct.pack("16sP16x", dev.encode(), ctypes.addressof(config))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        fcntl.ioctl(sock, request, ifreq)
    return struct.unpack("iii", config.raw)[1:]


def main():
    """One device."""
    dev, *values = sys.argv[1:]
    try:
        if values:
            ask(dev, SIOCSHWTSTAMP, *map(int, values))
        print(*ask(dev, SIOCGHWTSTAMP))
    except OSError as error:
        sys.exit(f"{dev}: {error.strerror}")


if __name__ == "__main__":
    main()
