// The load of the benchmark: clients that send requests as fast as answers come.
//
//   load PORT MODE CLIENTS REQUESTS SECONDS
//
// MODE: `keep` (one connection a client), `close` (a connection a request), `big` (GET /big, 1 MiB), `upload` (POST of 64 KiB),
// `idle` (each client sends one request, then all stay until standard input ends). The run is over after REQUESTS answers or
// SECONDS, whichever comes first. Prints `requests errors seconds p50_us p99_us` in one line. An answer that is not 200, or has
// not the length it says, is an error.

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
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

enum { upload_size = 65536 };

struct client {
    int fd;
    long sent;          // bytes of the request already sent
    long body;          // bytes of the answer's body still to come, -1 while reading its head
    int used;
    int over;           // has had its answer and waits for the end (`close`), or is done for good (`idle`)
    double begun;
    char head[2048];
};

static struct sockaddr_in address;
static char *request;
static long request_length, wanted, answered, errors, started;
static int epoll, closing, idle;
static unsigned latency[1 << 16];  // in 10 us steps
static int turn;

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static void open_client(struct client *c) {
    int one = 1;
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (c->fd < 0) { perror("socket"); exit(1); }
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    // Why: connections by the thousand a second wear out the ports of a single source address.
    struct sockaddr_in source = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7f000001 + (turn++ & 15))};
    setsockopt(c->fd, SOL_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
    if (closing) bind(c->fd, (void *)&source, sizeof source);
    if (connect(c->fd, (void *)&address, sizeof address) && errno != EINPROGRESS) { perror("connect"); exit(1); }
    c->sent = 0; c->body = -1; c->used = 0; c->over = 0;
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.ptr = c};
    epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &event);
    c->begun = now();
    started++;
}

static void again(struct client *c, int failed) {
    if (failed) errors++;
    close(c->fd);
    open_client(c);
}

// 0: wait for more; -1: broken.
static int push(struct client *c) {
    while (c->sent < request_length) {
        ssize_t n = send(c->fd, request + c->sent, request_length - c->sent, MSG_NOSIGNAL);
        if (n < 0) return errno == EAGAIN || errno == ENOTCONN ? 0 : -1;
        c->sent += n;
    }
    return 0;
}

static void done(struct client *c) {
    double t = now();
    long step = (t - c->begun) * 1e5;
    latency[step < 65535 ? step : 65535]++;
    answered++;
    c->begun = t;
    c->body = -1;
    c->used = 0;
    c->sent = 0;
    c->over = closing || idle;
}

static void work(struct client *c, unsigned events) {
    static char scratch[262144];
    if (!c->over && c->sent < request_length && push(c) < 0) { again(c, 1); return; }
    if (!(events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR))) return;
    for (;;) {
        long room = c->body < 0 ? (long)sizeof c->head - 1 - c->used : (long)sizeof scratch;
        ssize_t n = recv(c->fd, c->body < 0 ? c->head + c->used : scratch, room, 0);
        if (n < 0 && errno == EAGAIN) return;
        if (n <= 0) { if (idle) { errors++; close(c->fd); return; } again(c, !c->over); return; }
        if (c->body < 0) {
            c->used += n;
            c->head[c->used] = 0;
            char *end = strstr(c->head, "\r\n\r\n");
            if (!end) { if (c->used >= (int)sizeof c->head - 1) { again(c, 1); return; } continue; }
            char *length = strcasestr(c->head, "\r\ncontent-length:");
            if (strncmp(c->head, "HTTP/1.1 200", 12) || !length || length > end) { again(c, 1); return; }
            c->body = atol(length + 17) - (c->used - (end + 4 - c->head));
        } else {
            c->body -= n;
        }
        if (c->body < 0) { again(c, 1); return; }
        if (c->body == 0) {
            done(c);
            if (answered >= wanted) return;
            if (c->over) { if (idle) return; continue; }
            if (push(c) < 0) { again(c, 1); return; }
            return;
        }
        if (n < room) return;
    }
}

int main(int count, char **words) {
    if (count != 6) return fprintf(stderr, "usage: load PORT MODE CLIENTS REQUESTS SECONDS\n"), 2;
    const char *mode = words[2];
    int clients = atoi(words[3]);
    wanted = atol(words[4]);
    double limit = atof(words[5]);
    signal(SIGPIPE, SIG_IGN);
    alarm((unsigned)limit + 120);
    struct rlimit files = {65536, 65536};
    if (setrlimit(RLIMIT_NOFILE, &files)) { getrlimit(RLIMIT_NOFILE, &files); files.rlim_cur = files.rlim_max; setrlimit(RLIMIT_NOFILE, &files); }
    closing = !strcmp(mode, "close");
    idle = !strcmp(mode, "idle");
    int upload = !strcmp(mode, "upload");
    request = malloc(upload_size + 1024);
    request_length = sprintf(request,
        "%s /%s HTTP/1.1\r\nHost: bench.example.com\r\nUser-Agent: bench/1.0 (X11; Linux x86_64) like a browser's\r\n"
        "Accept: text/html,application/xhtml+xml;q=0.9,*/*;q=0.8\r\nAccept-Encoding: gzip, deflate\r\n"
        "Accept-Language: en-US,en;q=0.5\r\nCookie: session=0123456789abcdef0123456789abcdef\r\n%s%s\r\n",
        upload ? "POST" : "GET", !strcmp(mode, "big") ? "big" : "index.html?a=b", closing ? "Connection: close\r\n" : "",
        upload ? "Content-Length: 65536\r\n" : "");
    if (upload) { memset(request + request_length, 'u', upload_size); request_length += upload_size; }
    address = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(atoi(words[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    epoll = epoll_create1(0);
    struct client *all = calloc(clients, sizeof *all);
    if (idle) wanted = clients;
    double begun = now(), until = begun + limit;
    struct epoll_event events[256];
    int opened = 0;
    while (answered < wanted && now() < until) {
        // Idle clients arrive in waves that a backlog can hold.
        while (opened < clients && (!idle || opened - answered < 200)) open_client(&all[opened++]);
        int n = epoll_wait(epoll, events, 256, 100);
        for (int i = 0; i < n && answered < wanted; i++) work(events[i].data.ptr, events[i].events);
        if (errors > 1000) break;
    }
    double took = now() - begun;
    long half = answered / 2, most = answered * 99 / 100, sum = 0, p50 = 0, p99 = 0;
    for (int i = 0; i < 65536; i++) {
        sum += latency[i];
        if (!p50 && sum >= half) p50 = i * 10 + 10;
        if (sum >= most) { p99 = i * 10 + 10; break; }
    }
    printf("%ld %ld %.4f %ld %ld\n", answered, errors, took, p50, p99);
    fflush(stdout);
    if (idle) { char byte; while (read(0, &byte, 1) > 0) {} }
    return errors > 0;
}
