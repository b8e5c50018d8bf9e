/* Linux system interfaces whose macros or variadics Swift's Glibc overlay does not carry. */
#ifndef HARRIER_LINUX_H
#define HARRIER_LINUX_H
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <malloc.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <pwd.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Returns free memory of the C heap to the system. */
static inline void hs_release_heap(void) { malloc_trim(0); }
/* Lets the pages of a read-only file mapping go; they come back from the file when touched. */
static inline int hs_release_pages(void *start, size_t length) { return madvise(start, length, MADV_DONTNEED); }
static inline int hs_errno(void) { return errno; }
static inline char *const *hs_environ(void) { return environ; }
static inline void hs_set_errno(int value) { errno = value; }
static inline int hs_accept4(int fd, struct sockaddr *address, socklen_t *length, int flags) { return accept4(fd, address, length, flags); }
static inline int hs_fcntl(int fd, int command, int argument) { return fcntl(fd, command, argument); }
static inline int hs_open(const char *path, int flags, int mode) { return open(path, flags, mode); }
static inline int hs_ioctl_int(int fd, unsigned long request, int *value) { return ioctl(fd, request, value); }
static inline int hs_prctl(int option, unsigned long a) { return prctl(option, a, 0, 0, 0); }
static inline int hs_pipe2(int fds[2], int flags) { return pipe2(fds, flags); }
static inline long hs_splice(int from, int to, size_t length, unsigned flags) { return splice(from, NULL, to, NULL, length, flags); }
static inline int hs_memfd_create(const char *name, unsigned flags) { return memfd_create(name, flags); }

/* struct epoll_event is packed with a union; these two hide both. */
static inline int hs_epoll_ctl(int epfd, int operation, int fd, uint32_t events, uint64_t data) {
    struct epoll_event event; event.events = events; event.data.u64 = data;
    return epoll_ctl(epfd, operation, fd, &event);
}
static inline uint32_t hs_epoll_events(const struct epoll_event *e) { return e->events; }
static inline uint64_t hs_epoll_data(const struct epoll_event *e) { return e->data.u64; }

/* Wait-status macros. */
static inline int hs_wifexited(int status) { return WIFEXITED(status); }
static inline int hs_wexitstatus(int status) { return WEXITSTATUS(status); }
static inline int hs_wifsignaled(int status) { return WIFSIGNALED(status); }
static inline int hs_wtermsig(int status) { return WTERMSIG(status); }

/* CMSG macros: descriptors over unix sockets. */
static inline size_t hs_cmsg_space(size_t length) { return CMSG_SPACE(length); }
static inline size_t hs_cmsg_len(size_t length) { return CMSG_LEN(length); }
static inline struct cmsghdr *hs_cmsg_first(struct msghdr *m) { return CMSG_FIRSTHDR(m); }
static inline struct cmsghdr *hs_cmsg_next(struct msghdr *m, struct cmsghdr *c) { return CMSG_NXTHDR(m, c); }
static inline unsigned char *hs_cmsg_data(struct cmsghdr *c) { return CMSG_DATA(c); }

/* CPU sets. */
static inline int hs_set_affinity(pid_t pid, const uint64_t *mask, int words) {
    cpu_set_t set; CPU_ZERO(&set);
    for (int i = 0; i < words * 64; i++) if (mask[i / 64] >> (i % 64) & 1) CPU_SET(i, &set);
    return sched_setaffinity(pid, sizeof set, &set);
}
static inline int hs_cpu_count(void) {
    cpu_set_t set; CPU_ZERO(&set);
    return sched_getaffinity(0, sizeof set, &set) ? 1 : CPU_COUNT(&set);
}

static inline void hs_set_thread_name(const char *name) { pthread_setname_np(pthread_self(), name); }

/* Signal handlers: SIG_IGN and SIG_DFL are casts. */
static inline int hs_signal_set(int signal_number, void (*handler)(int)) {
    struct sigaction action; memset(&action, 0, sizeof action);
    action.sa_handler = handler; sigfillset(&action.sa_mask);
    return sigaction(signal_number, &action, NULL);
}
static inline int hs_signal_ignore(int n) { return hs_signal_set(n, SIG_IGN); }
static inline int hs_signal_default(int n) { return hs_signal_set(n, SIG_DFL); }

/* glibc declares these with a transparent union that Swift sees as a struct. */
static inline int hs_bind(int fd, const struct sockaddr *address, socklen_t length) { return bind(fd, address, length); }
static inline int hs_connect(int fd, const struct sockaddr *address, socklen_t length) { return connect(fd, address, length); }
static inline int hs_getsockname(int fd, struct sockaddr *address, socklen_t *length) { return getsockname(fd, address, length); }
static inline int hs_getpeername(int fd, struct sockaddr *address, socklen_t *length) { return getpeername(fd, address, length); }

/* IPv6 sockets' addresses as bytes; s6_addr is a macro. */
static inline const uint8_t *hs_in6_bytes(const struct in6_addr *a) { return a->s6_addr; }

/* crypt(3) with a data block of its own; the result is malloc'ed, NULL when the setting is unknown. */
#include <crypt.h>
static inline char *hs_crypt(const char *password, const char *setting) {
    struct crypt_data *data = calloc(1, sizeof *data);
    if (!data) return NULL;
    char *found = crypt_r(password, setting, data);
    char *copy = found && found[0] != '*' ? strdup(found) : NULL;
    free(data);
    return copy;
}
#endif
