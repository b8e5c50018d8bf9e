"""Bytes on the wire, for reg-tests: peers that send and expect, origins, log lines, clocks.

Everything here is blocking and deterministic: a scenario plays the client, the server and the reader of the
logs in one thread, step by step, so that nothing depends on who runs first. Every wait has a limit.
"""

import os
import re
import select
import socket
import struct
import sys
import threading
import time

#: How long any single step may take before it counts as failed, in seconds.
LIMIT = 5.0
#: How late a timeout of the program may be, in milliseconds. It may never be early.
SLACK = int(os.environ.get("REG_TEST_SLACK_MS", "60"))


class Failure(AssertionError):
    """Something else than expected was seen."""


class Late(Failure):
    """The right thing, but late. The runner repeats such a script alone, in case the machine was busy."""


def show(value):
    """A readable form of what was seen."""
    text = repr(value)
    return text if len(text) < 2000 else text[:1200] + " ... " + text[-600:]


def octets(data):
    """Text stands for its Latin-1 bytes."""
    return data.encode("latin-1") if isinstance(data, str) else bytes(data)


# ---- assertions ---------------------------------------------------------------------------------------------

def fail(message):
    raise Failure(message)


def equal(actual, expected, what=""):
    """`actual` must be `expected`."""
    if actual != expected:
        fail(f"{what or 'value'} differs\n  expected: {show(expected)}\n  actual:   {show(actual)}")


def true(condition, what):
    """`condition` must hold."""
    if not condition:
        fail(f"not true: {what}")


def match(pattern, text, what=""):
    """`pattern` must occur in `text`; returns the match."""
    if isinstance(text, bytes):
        text = text.decode("latin-1")
    found = re.search(pattern, text)
    if not found:
        fail(f"{what or 'text'} does not match\n  expected: /{pattern}/\n  actual:   {show(text)}")
    return found


def no_match(pattern, text, what=""):
    """`pattern` must not occur in `text`."""
    if isinstance(text, bytes):
        text = text.decode("latin-1")
    if re.search(pattern, text):
        fail(f"{what or 'text'} matches and should not\n  refused: /{pattern}/\n  actual:  {show(text)}")


def at_least(actual, least, what=""):
    if actual < least:
        fail(f"{what or 'value'} is too small\n  expected: >= {show(least)}\n  actual:   {show(actual)}")


def at_most(actual, most, what=""):
    if actual > most:
        fail(f"{what or 'value'} is too large\n  expected: <= {show(most)}\n  actual:   {show(actual)}")


class Clock:
    """A stopwatch. `took(500)` checks that 500 ms have passed since it was made or reset."""

    def __init__(self):
        self.reset()

    def reset(self):
        self.start = time.monotonic()

    def ms(self):
        return (time.monotonic() - self.start) * 1000

    def took(self, expected, late=None, what="", early=3):
        """About `expected` ms have passed: not earlier (3 ms for where the clocks were read), little later."""
        passed = self.ms()
        late = SLACK if late is None else late + SLACK - 60
        label = what or "time"
        if passed < expected - early:
            fail(f"{label} is early\n  expected: >= {expected} ms\n  actual:   {passed:.1f} ms")
        if passed > expected + late:
            raise Late(f"{label} is late\n  expected: <= {expected} + {late} ms\n  actual:   {passed:.1f} ms")


def near(actual, expected, late=None, what="", early=3):
    """A logged duration in ms: not earlier than `expected`, little later."""
    late = SLACK if late is None else late + SLACK - 60
    actual = int(actual)
    if actual < expected - early:
        fail(f"{what or 'duration'} is too short\n  expected: >= {expected}\n  actual:   {actual}")
    if actual > expected + late:
        raise Late(f"{what or 'duration'} is too long\n  expected: <= {expected} + {late}\n  actual:   {actual}")


def pause(ms):
    """Stays idle on purpose: the idleness is what the script is about."""
    time.sleep(ms / 1000)


# ---- messages -----------------------------------------------------------------------------------------------

class Message:
    """One HTTP/1 message as it was on the wire."""

    def __init__(self, head):
        self.raw = head
        lines = head.decode("latin-1").split("\r\n")
        self.line = lines[0]
        self.headers = []
        for line in lines[1:]:
            if line:
                name, _, value = line.partition(":")
                self.headers.append((name, value.strip(" \t")))
        self.body = b""
        self.trailers = []
        self.chunks = []
        words = self.line.split(" ", 2)
        self.status = int(words[1]) if self.line.startswith("HTTP/") and words[1:] and words[1].isdigit() else None
        self.reason = words[2] if self.status is not None and len(words) > 2 else ""

    def all(self, name):
        """The values of all fields of that name, in order."""
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def get(self, name):
        """The first value of that name, or None."""
        values = self.all(name)
        return values[0] if values else None

    def names(self):
        """The field names as they were written."""
        return [key for key, _ in self.headers]

    def tokens(self, name):
        """The comma-separated members of all fields of that name, in lower case."""
        return [t.strip().lower() for v in self.all(name) for t in v.split(",") if t.strip()]


class Peer:
    """One connection, either end of it."""

    def __init__(self, sock, name="peer"):
        self.sock = sock
        self.name = name
        self.pending = b""
        self.ended = None
        if sock.family != socket.AF_UNIX:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.settimeout(LIMIT)

    # -- sending
    def send(self, data):
        """Sends these bytes in one go."""
        try:
            self.sock.sendall(octets(data))
        except (TimeoutError, OSError) as error:
            fail(f"{self.name}: cannot send: {error}")

    def try_send(self, data):
        """Sends, whether or not anybody still listens."""
        try:
            self.sock.sendall(octets(data))
            return True
        except OSError:
            return False

    def say(self, *lines, body=""):
        """Sends a message: start line and fields, each ended by CRLF, an empty line, and the body."""
        self.send("".join(line + "\r\n" for line in lines).encode("latin-1") + b"\r\n" + octets(body))

    def get(self, path="/", *fields, version="HTTP/1.1", method="GET"):
        """Sends a request without a body."""
        self.say(f"{method} {path} {version}", "Host: www.example.com", *fields)

    def post(self, body, path="/", *fields):
        """Sends a POST with its length."""
        self.say(f"POST {path} HTTP/1.1", "Host: www.example.com", f"Content-Length: {len(octets(body))}", *fields,
                 body=body)

    def reply(self, status=200, body="", *fields, reason="OK"):
        """Sends a response with its length."""
        self.say(f"HTTP/1.1 {status} {reason}", f"Content-Length: {len(octets(body))}", *fields, body=body)

    def chunk(self, data):
        """Sends one chunk; the empty one ends the body without trailers."""
        data = octets(data)
        self.send(b"%x\r\n%s\r\n" % (len(data), data))

    def fin(self):
        """Ends our direction only."""
        try:
            self.sock.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # the peer was faster

    def rst(self):
        """Resets the connection."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()

    def close(self):
        self.sock.close()

    # -- receiving
    def more(self, limit=None):
        """Waits for bytes. False once the peer has ended its direction (`ended` tells how)."""
        if self.ended:
            return False
        self.sock.settimeout(LIMIT if limit is None else max(limit, 0.0005))
        try:
            data = self.sock.recv(262144)
        except TimeoutError:
            raise
        except ConnectionResetError:
            self.ended = "RST"
            return False
        except OSError as error:
            self.ended = f"error {error}"
            return False
        if not data:
            self.ended = "FIN"
            return False
        self.pending += data
        return True

    def _need(self, condition, what, limit=None):
        deadline = time.monotonic() + (LIMIT if limit is None else limit)
        while not condition():
            try:
                if not self.more(deadline - time.monotonic()):
                    fail(f"{self.name}: {self.ended} instead of {what}; received so far: {show(self.pending)}")
            except TimeoutError:
                fail(f"{self.name}: nothing more while waiting for {what}; received so far: {show(self.pending)}")

    def read(self, count, limit=None):
        """Exactly so many bytes."""
        self._need(lambda: len(self.pending) >= count, f"{count} bytes", limit)
        data, self.pending = self.pending[:count], self.pending[count:]
        return data

    def read_to(self, mark, limit=None):
        """Everything up to and with `mark`."""
        mark = octets(mark)
        self._need(lambda: mark in self.pending, show(mark), limit)
        end = self.pending.index(mark) + len(mark)
        data, self.pending = self.pending[:end], self.pending[end:]
        return data

    def expect(self, data, limit=None):
        """Exactly these bytes must come next."""
        data = octets(data)
        deadline = time.monotonic() + (LIMIT if limit is None else limit)
        while len(self.pending) < len(data) and data.startswith(self.pending):
            try:
                if not self.more(deadline - time.monotonic()):
                    break
            except TimeoutError:
                break
        if not self.pending.startswith(data):
            fail(f"{self.name}: other bytes\n  expected: {show(data)}\n  actual:   {show(self.pending)}"
                 f"{' then ' + self.ended if self.ended else ''}")
        self.pending = self.pending[len(data):]

    def rest(self, limit=None):
        """Everything until the peer ends; `ended` tells how."""
        deadline = time.monotonic() + (LIMIT if limit is None else limit)
        try:
            while self.more(deadline - time.monotonic()):
                pass
        except TimeoutError:
            fail(f"{self.name}: still open; received so far: {show(self.pending)}")
        data, self.pending = self.pending, b""
        return data

    def expect_fin(self, limit=None):
        """The peer ends its direction in good order, and sends nothing before."""
        data = self.rest(limit)
        if data or self.ended != "FIN":
            fail(f"{self.name}: a bare FIN was expected\n  actual:   {show(data)} then {self.ended}")

    def expect_rst(self, limit=None):
        """The peer resets the connection, and sends nothing before."""
        data = self.rest(limit)
        if data or self.ended != "RST":
            fail(f"{self.name}: a reset was expected\n  actual:   {show(data)} then {self.ended}")

    def expect_end(self, limit=None):
        """The peer ends, by FIN or RST, and sends nothing before."""
        data = self.rest(limit)
        if data:
            fail(f"{self.name}: an end was expected\n  actual:   {show(data)} then {self.ended}")

    def expect_silence(self, ms):
        """Nothing comes, not even an end."""
        try:
            ended = not self.more(ms / 1000)
        except TimeoutError:
            ended = False
        if self.pending or ended:
            fail(f"{self.name}: silence was expected\n  actual:   {show(self.pending)} {self.ended or ''}")

    def is_open(self):
        """Whether the peer has neither ended nor reset until now."""
        try:
            self.more(0.001)
        except TimeoutError:
            pass
        return self.ended is None

    # -- HTTP
    def head(self, limit=None):
        """The head of a message: start line, fields, empty line."""
        return Message(self.read_to("\r\n\r\n", limit))

    def body_of(self, message, limit=None):
        if "chunked" in message.tokens("transfer-encoding"):
            while True:
                size_line = self.read_to("\r\n", limit)
                size = int(size_line.split(b";")[0], 16)
                if size == 0:
                    break
                data = self.read(size, limit)
                message.chunks.append(data)
                message.body += data
                equal(self.read(2, limit), b"\r\n", f"{self.name}: end of chunk")
            while True:
                line = self.read_to("\r\n", limit)
                if line == b"\r\n":
                    break
                name, _, value = line.decode("latin-1").rstrip("\r\n").partition(":")
                message.trailers.append((name, value.strip()))
        elif message.get("content-length") is not None:
            message.body = self.read(int(message.get("content-length")), limit)
        elif message.status is not None:
            message.body = self.rest(limit)
        return message

    def response(self, status=None, method="GET", limit=None):
        """A whole response; `method` is the request's, since HEAD gets no body."""
        message = self.head(limit)
        if message.status is None:
            fail(f"{self.name}: not a response: {show(message.raw)}")
        bodyless = method == "HEAD" or message.status in (204, 304) or message.status < 200
        if not bodyless:
            self.body_of(message, limit)
        if status is not None and message.status != status:
            fail(f"{self.name}: status differs\n  expected: {status}\n  actual:   {show(message.raw + message.body)}")
        return message

    def request(self, limit=None):
        """A whole request."""
        return self.body_of(self.head(limit), limit)


# ---- connecting and accepting -------------------------------------------------------------------------------

def connect(to, source=None, name="client", receive_buffer=None, host="127.0.0.1"):
    """Connects to a port of this machine, or to a unix socket."""
    if isinstance(to, str) and not to.isdigit():
        sock = socket.socket(socket.AF_UNIX)
        sock.settimeout(LIMIT)
        sock.connect("\0" + to[5:] if to.startswith("abns@") else to)
        return Peer(sock, name)
    sock = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    if receive_buffer:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    sock.settimeout(LIMIT)
    if source:
        sock.bind((source, 0))
    try:
        sock.connect((host, int(to)))
    except OSError as error:
        fail(f"{name}: cannot connect to {to}: {error}")
    return Peer(sock, name)


class Origin:
    """A server that a scenario plays step by step."""

    def __init__(self, port, name=None, backlog=128, receive_buffer=None, address="127.0.0.1"):
        self.name = name or f"origin {port}"
        self.accepted = 0
        self.port = port
        if isinstance(port, str) and not port.isdigit():
            self.sock = socket.socket(socket.AF_UNIX)
            self.sock.bind(port)
        else:
            self.sock = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if receive_buffer:
                self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
            self.sock.bind((address, int(port)))
        self.sock.listen(backlog)

    def accept(self, limit=None):
        """The next connection."""
        self.sock.settimeout(LIMIT if limit is None else limit)
        try:
            sock, self.peer_address = self.sock.accept()
        except TimeoutError:
            fail(f"{self.name}: no connection came")
        self.accepted += 1
        return Peer(sock, f"{self.name} #{self.accepted}")

    def expect_no_connection(self, ms=50):
        self.sock.settimeout(max(ms / 1000, 0.0005))
        try:
            self.sock.accept()
        except TimeoutError:
            return
        fail(f"{self.name}: a connection came and should not")

    def serve(self, handler):
        """Serves in the background: `handler(peer, number)` for each connection, each in its own thread."""
        def run(peer, number):
            try:
                handler(peer, number)
            except (Failure, OSError, TimeoutError):
                pass
            finally:
                peer.sock.close()

        def loop():
            while True:
                try:
                    self.sock.settimeout(None)
                    sock, _ = self.sock.accept()
                except OSError:
                    return
                self.accepted += 1
                peer = Peer(sock, f"{self.name} #{self.accepted}")
                threading.Thread(target=run, args=(peer, self.accepted), daemon=True).start()

        threading.Thread(target=loop, daemon=True).start()
        return self

    def close(self):
        try:
            self.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.sock.close()


def answering(body="", *fields, status=200):
    """A handler that answers every request alike on a connection that it keeps."""
    def handler(peer, number):
        while True:
            peer.request(limit=60)
            peer.reply(status, body, *fields)
    return handler


# ---- logs ---------------------------------------------------------------------------------------------------

PREFIX = re.compile(r"^<(\d+)>(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d (?:\S+ )?([^ \[:]+)(?:\[(\d+)\])?: )?")


HTTP_LINE = re.compile(
    r"^(?P<client>\S+) \[(?P<date>[^\]]+)\] (?P<frontend>\S+?)(?P<tls>~?) (?P<backend>[^/ ]+)/(?P<server>\S+) "
    r"(?P<TR>-?\d+)/(?P<Tw>-?\d+)/(?P<Tc>-?\d+)/(?P<Tr>-?\d+)/(?P<Ta>\+?-?\d+) (?P<status>-?\d+) (?P<bytes>\+?\d+) "
    r"(?P<cc>\S+) (?P<cs>\S+) (?P<code>\S{4}) "
    r"(?P<ac>\d+)/(?P<fc>\d+)/(?P<bc>\d+)/(?P<sc>\d+)/(?P<rc>\+?\d+) (?P<sq>\d+)/(?P<bq>\d+) "
    r"(?P<captures>(?:\{.*?\} ?){0,2})\"(?P<request>.*)$")
TCP_LINE = re.compile(
    r"^(?P<client>\S+) \[(?P<date>[^\]]+)\] (?P<frontend>\S+?)(?P<tls>~?) (?P<backend>[^/ ]+)/(?P<server>\S+) "
    r"(?P<Tw>-?\d+)/(?P<Tc>-?\d+)/(?P<Tt>\+?-?\d+) (?P<bytes>\+?\d+) (?P<code>\S{2}) "
    r"(?P<ac>\d+)/(?P<fc>\d+)/(?P<bc>\d+)/(?P<sc>\d+)/(?P<rc>\+?\d+) (?P<sq>\d+)/(?P<bq>\d+)$")


class Line:
    """A log line taken apart; `text` is the whole, the rest are named as in the manual (section 8.2)."""

    def __init__(self, text, pattern, what):
        found = pattern.match(text)
        if not found:
            fail(f"not {what} line: {show(text)}")
        self.text = text
        for name, value in found.groupdict().items():
            number = re.fullmatch(r"-?\d+", value)
            setattr(self, name, int(value) if number and name not in ("cc", "cs", "request") else value)
        if hasattr(self, "request"):
            self.request = self.request.rstrip('"')

    def expect(self, **fields):
        """Each named field has this value; a string that begins with `/` is a pattern."""
        for name, expected in fields.items():
            actual = getattr(self, name)
            good = re.search(expected[1:], str(actual)) if str(expected).startswith("/") and name != "request" \
                else actual == expected
            if not good:
                fail(f"field {name} of the log line differs\n  expected: {show(expected)}\n  actual:   {show(actual)}\n"
                     f"  line:     {self.text}")
        return self


class Logs:
    """Lines that the log sink has received, read one after the other."""

    def __init__(self, path=None):
        self.path = path or os.environ.get("LOG_FILE", "")
        self.at = 0
        self.seen = []

    def _lines(self):
        try:
            with open(self.path, "rb") as file:
                text = file.read().decode("latin-1")
        except FileNotFoundError:
            text = ""
        lines = text.split("\n")
        return lines[:-1]

    def raw(self, limit=None):
        """The next datagram whole, with its priority and header; waits for it."""
        deadline = time.monotonic() + (LIMIT if limit is None else limit)
        while True:
            lines = self._lines()
            if len(lines) > self.at:
                self.at += 1
                return lines[self.at - 1]
            if time.monotonic() > deadline:
                fail("no further log line; all lines so far:\n" + "".join(f"  {line}\n" for line in lines))
            time.sleep(0.002)

    def next(self, pattern=None, limit=None):
        """The next message, without priority and header; it must match."""
        line = PREFIX.sub("", self.raw(limit), count=1)
        if pattern is not None:
            match(pattern, line, "log line")
        return line

    def http(self, limit=None, **fields):
        """The next line, which must be of `option httplog` and have these fields."""
        return Line(self.next(limit=limit), HTTP_LINE, "an httplog").expect(**fields)

    def tcp(self, limit=None, **fields):
        """The next line, which must be of `option tcplog` and have these fields."""
        return Line(self.next(limit=limit), TCP_LINE, "a tcplog").expect(**fields)

    def find(self, pattern, limit=None):
        """The next message that matches; others before it are passed over. Returns the match."""
        first = self.at
        deadline = time.monotonic() + (LIMIT if limit is None else limit)
        while True:
            lines = self._lines()
            while self.at < len(lines):
                self.at += 1
                found = re.search(pattern, PREFIX.sub("", lines[self.at - 1], count=1))
                if found:
                    return found
            if time.monotonic() > deadline:
                fail(f"no such log line\n  expected: /{pattern}/\n  lines:\n"
                     + "".join(f"    {line}\n" for line in lines[first:]))
            time.sleep(0.002)

    def none(self, ms=100):
        """No line comes within so many ms."""
        time.sleep(ms / 1000)
        lines = self._lines()
        if len(lines) > self.at:
            fail("no log line was expected\n  actual:   " + show(lines[self.at:]))


# ---- the command line interface -----------------------------------------------------------------------------

def cli(command, path=None, limit=None):
    """Says one line to the stats socket and returns the whole answer as text."""
    sock = connect(path or os.environ["sock"], name="cli")
    sock.send(command + "\n")
    sock.fin()
    return sock.rest(limit).decode("latin-1")


def stat(proxy, service, column, path=None):
    """One value of `show stat`."""
    lines = cli("show stat", path).split("\n")
    names = lines[0].lstrip("# ").split(",")
    for line in lines[1:]:
        cells = line.split(",")
        if cells[:2] == [proxy, service]:
            return cells[names.index(column)]
    fail(f"show stat has no line for {proxy}/{service}:\n" + "\n".join(lines))


def info(name, path=None):
    """One value of `show info`."""
    answer = cli("show info", path)
    for line in answer.split("\n"):
        key, _, value = line.partition(": ")
        if key == name:
            return value
    fail(f"show info has no {name}:\n{answer}")


def wait_for(condition, what, limit=None, every=0.005):
    """Waits until `condition()` is true, at most `limit` seconds."""
    deadline = time.monotonic() + (LIMIT if limit is None else limit)
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            fail(f"never became true: {what}")
        time.sleep(every)
