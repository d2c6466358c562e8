"""A runner that does what it is told: executes code and answers with `result`, as JSON.

It stands in for the real runner in tests of the wall, and for the most hostile student.
"""

import json
import os
import socket
import struct
import sys

sock = socket.socket(fileno=int(sys.argv[1]))


def take(count):
    data = b""
    while len(data) < count:
        chunk = sock.recv(count - len(data))
        if not chunk:
            os._exit(0)
        data += chunk
    return data


while True:
    code = take(struct.unpack("I", take(4))[0]).decode()
    space = {"result": None, "sock": sock}
    try:
        exec(code, space)
        said = {"result": space["result"]}
    except BaseException as error:
        said = {"raised": type(error).__name__, "errno": getattr(error, "errno", None)}
    answer = json.dumps(said, default=repr).encode()
    sock.sendall(struct.pack("I", len(answer)) + answer)
