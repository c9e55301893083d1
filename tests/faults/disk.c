/* Fails writes and syncs of database files while the file named by DISK_FAULT_SWITCH exists.
 * It holds "EIO" or "ENOSPC". Everything else passes through untouched. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static int is_database(int fd) {
    char link[64], path[512];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path - 1);
    if (n <= 0) return 0;
    path[n] = 0;
    return strstr(path, ".db") != NULL;
}

/* The errno to fail with, or 0. */
static int fault(int fd) {
    const char *name = getenv("DISK_FAULT_SWITCH");
    char word[8] = {0};
    int saved = errno, wanted = 0, file;
    if (name && (file = open(name, O_RDONLY)) >= 0) {
        if (read(file, word, sizeof word - 1) > 0) wanted = strncmp(word, "ENOSPC", 6) == 0 ? ENOSPC : EIO;
        close(file);
    }
    errno = saved;
    return wanted && is_database(fd) ? wanted : 0;
}

#define NEXT(type, name, ...) ((type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name))

ssize_t pwrite64(int fd, const void *buf, size_t n, off64_t at) {
    int e = fault(fd);
    if (e) { errno = e; return -1; }
    return NEXT(ssize_t, pwrite64, int, const void *, size_t, off64_t)(fd, buf, n, at);
}
ssize_t pwrite(int fd, const void *buf, size_t n, off_t at) {
    int e = fault(fd);
    if (e) { errno = e; return -1; }
    return NEXT(ssize_t, pwrite, int, const void *, size_t, off_t)(fd, buf, n, at);
}
ssize_t write(int fd, const void *buf, size_t n) {
    int e = fault(fd);
    if (e) { errno = e; return -1; }
    return NEXT(ssize_t, write, int, const void *, size_t)(fd, buf, n);
}
int fdatasync(int fd) {
    int e = fault(fd);
    if (e == EIO) { errno = e; return -1; }
    return NEXT(int, fdatasync, int)(fd);
}
int fsync(int fd) {
    int e = fault(fd);
    if (e == EIO) { errno = e; return -1; }
    return NEXT(int, fsync, int)(fd);
}
