// The origin of the benchmark: an HTTP/1.1 server that does as little as possible.
//
//   origin PORT SECONDS
//
// One thread, one epoll, edge-triggered. Answers from prepared bytes: `GET /big` 1 MiB, anything else 128 bytes; the body of a
// request with Content-Length is read and thrown away first. `Connection: close` is obeyed. Ends by itself after SECONDS.

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { small_size = 128, big_size = 1 << 20, input_size = 16384 };

struct connection {
    int fd;
    int used;               // bytes of an unfinished head
    int closing;            // the request said close
    long body;              // bytes of the request body still to come
    const char *output;     // what is left to send
    long output_left;
    char head[4096];
};

static char small_reply[512], big_reply[big_size + 512], small_close[512];
static long small_length, big_length, small_close_length;
static char scratch[65536];

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static long prepare(char *to, int size, const char *extra) {
    int n = sprintf(to, "HTTP/1.1 200 OK\r\nServer: bench\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n%s\r\n", size, extra);
    memset(to + n, 'x', size);
    return n + size;
}

// Whether all was sent.
static int push(struct connection *c) {
    while (c->output_left > 0) {
        ssize_t n = send(c->fd, c->output, c->output_left, MSG_NOSIGNAL);
        if (n < 0) return errno == EAGAIN ? 0 : -1;
        c->output += n;
        c->output_left -= n;
    }
    return 1;
}

static const char *field(const char *head, const char *name) {
    for (const char *line = strstr(head, "\r\n"); line; line = strstr(line + 2, "\r\n"))
        if (!strncasecmp(line + 2, name, strlen(name))) return line + 2 + strlen(name);
    return NULL;
}

// One complete head in c->head. Chooses the answer.
static void take(struct connection *c) {
    const char *length = field(c->head, "content-length:"), *state = field(c->head, "connection:");
    c->body = length ? atol(length) : 0;
    c->closing = state && strcasestr(state, "close") && strcasestr(state, "close") < strstr(state, "\r\n");
    if (!strncmp(c->head, "GET /big", 8)) {
        c->output = big_reply;
        c->output_left = big_length;
    } else if (c->closing) {
        c->output = small_close;
        c->output_left = small_close_length;
    } else {
        c->output = small_reply;
        c->output_left = small_length;
    }
}

// Reads and answers until nothing is left. -1: the connection is over.
static int work(struct connection *c) {
    static char input[input_size];
    for (;;) {
        if (c->output_left > 0 && c->body == 0) {
            int done = push(c);
            if (done <= 0) return done;
            if (c->closing) return -1;
        }
        if (c->body > 0) {
            ssize_t n = recv(c->fd, scratch, c->body < (long)sizeof scratch ? c->body : (long)sizeof scratch, 0);
            if (n <= 0) return n < 0 && errno == EAGAIN ? 0 : -1;
            c->body -= n;
            continue;
        }
        ssize_t n = recv(c->fd, input, (int)sizeof c->head - 1 - c->used, 0);
        if (n <= 0) return n < 0 && errno == EAGAIN ? 0 : -1;
        int whole_read = n == (int)sizeof c->head - 1 - c->used;
        memcpy(c->head + c->used, input, n);
        c->used += n;
        c->head[c->used] = 0;
        char *end;
        while ((end = strstr(c->head, "\r\n\r\n"))) {
            int taken = end + 4 - c->head;
            end[2] = 0;
            take(c);
            end[2] = '\r';
            int rest = c->used - taken;
            if (c->body > 0) {
                int eaten = rest < c->body ? rest : (int)c->body;
                c->body -= eaten;
                taken += eaten;
                rest -= eaten;
            }
            memmove(c->head, c->head + taken, rest);
            c->used = rest;
            c->head[rest] = 0;
            if (c->body > 0) break;
            int done = push(c);
            if (done <= 0) return done;
            if (c->closing) return -1;
        }
        if (!whole_read && c->body == 0) return 0;  // a short read: drained
    }
}

int main(int count, char **words) {
    if (count != 3) return fprintf(stderr, "usage: origin PORT SECONDS\n"), 2;
    signal(SIGPIPE, SIG_IGN);
    alarm(atoi(words[2]));
    struct rlimit files = {65536, 65536};
    if (setrlimit(RLIMIT_NOFILE, &files)) { getrlimit(RLIMIT_NOFILE, &files); files.rlim_cur = files.rlim_max; setrlimit(RLIMIT_NOFILE, &files); }
    small_length = prepare(small_reply, small_size, "");
    small_close_length = prepare(small_close, small_size, "Connection: close\r\n");
    big_length = prepare(big_reply, big_size, "");

    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), one = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(words[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (bind(listener, (void *)&address, sizeof address) || listen(listener, 10000)) fail("listen");
    int epoll = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL}, events[256];
    epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
    puts("ready");
    fflush(stdout);
    for (;;) {
        int n = epoll_wait(epoll, events, 256, -1);
        for (int i = 0; i < n; i++) {
            struct connection *c = events[i].data.ptr;
            if (!c) {
                int fd;
                for (int k = 0; k < 64 && (fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0; k++) {
                    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
                    c = calloc(1, sizeof *c);
                    c->fd = fd;
                    event = (struct epoll_event){.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.ptr = c};
                    epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
                }
            } else if (work(c) < 0) {
                close(c->fd);
                free(c);
            }
        }
    }
}
