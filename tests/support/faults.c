/* Preloaded into a program under test: makes the Nth call that changes files below one folder fail, or
   ends the program there. Also a disk of a given size. Compiled by the tests that use it. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind { NONE, KILL, TORN, FAIL_IO, FAIL_SPACE, SHORT };
enum verdict { GO_ON, REFUSED, HALF };

static char folder[4096];
static size_t folder_length;
static enum kind kind;
static long at;
static char report[4096];
static char room[4096];
static atomic_long count;
static atomic_int fired;

static void note(const char *what, long number) {
    if (!report[0]) return;
    char line[64];
    int length = snprintf(line, sizeof line, "%s %ld\n", what, number);
    int fd = syscall(SYS_openat, AT_FDCWD, report, O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (fd >= 0) {
        syscall(SYS_write, fd, line, length);
        syscall(SYS_close, fd);
    }
}

__attribute__((constructor)) static void begin(void) {
    const char *under = getenv("FAULTS_BELOW"), *how = getenv("FAULTS_KIND");
    const char *when = getenv("FAULTS_AT"), *to = getenv("FAULTS_REPORT"), *size = getenv("FAULTS_ROOM");
    if (!under) return;
    snprintf(folder, sizeof folder, "%s/", under);
    folder_length = strlen(folder);
    if (to) snprintf(report, sizeof report, "%s", to);
    if (size) snprintf(room, sizeof room, "%s", size);
    if (when) at = atol(when);
    if (!how) return;
    kind = !strcmp(how, "kill") ? KILL : !strcmp(how, "torn") ? TORN : !strcmp(how, "eio") ? FAIL_IO
         : !strcmp(how, "enospc") ? FAIL_SPACE : !strcmp(how, "short") ? SHORT : NONE;
}

__attribute__((destructor)) static void end(void) {
    if (folder_length) note("calls", atomic_load(&count));
}

static int is_ours(const char *path) {
    return folder_length && path && !strncmp(path, folder, folder_length);
}

static int is_ours_fd(int fd) {
    if (!folder_length) return 0;
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, link, path, sizeof path - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    return is_ours(path);
}

static long long used(const char *where) {
    long long sum = 0;
    DIR *dir = opendir(where);
    if (!dir) return 0;
    for (struct dirent *entry; (entry = readdir(dir));) {
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
        char path[4096];
        struct stat is;
        snprintf(path, sizeof path, "%s/%s", where, entry->d_name);
        if (lstat(path, &is)) continue;
        sum += S_ISDIR(is.st_mode) ? used(path) : (long long)is.st_size;
    }
    closedir(dir);
    return sum;
}

/* Whether a write that makes a file longer has room on the disk of the given size. */
static int has_room(int fd, off_t offset, size_t bytes) {
    if (!room[0]) return 1;
    struct stat is;
    if (fstat(fd, &is)) return 1;
    long long end = (offset < 0 ? (long long)is.st_size : (long long)offset) + (long long)bytes;
    if (end <= (long long)is.st_size) return 1;
    char text[32] = {0};
    int file = syscall(SYS_openat, AT_FDCWD, room, O_RDONLY, 0);
    if (file < 0) return 1;
    syscall(SYS_read, file, text, sizeof text - 1);
    syscall(SYS_close, file);
    return used(folder) + end - (long long)is.st_size <= atoll(text);
}

/* Counts one call, and says what becomes of it. Only one that takes room can find none. */
static enum verdict meets(int takes_room, int is_write) {
    long number = atomic_fetch_add(&count, 1) + 1;
    if (kind == NONE || number < at || atomic_load(&fired)) return GO_ON;
    if (kind == FAIL_SPACE && !takes_room) return GO_ON;
    if (kind == SHORT && !is_write) return GO_ON;
    if (atomic_exchange(&fired, 1)) return GO_ON;
    note("fired", number);
    if (kind == TORN && is_write) return HALF;
    if (kind == KILL || kind == TORN) {
        kill(getpid(), SIGKILL);
        for (;;) pause();
    }
    if (kind == SHORT) return HALF;
    errno = kind == FAIL_SPACE ? ENOSPC : EIO;
    return REFUSED;
}

static ssize_t halved(ssize_t done) {
    if (kind == TORN) {
        kill(getpid(), SIGKILL);
        for (;;) pause();
    }
    return done;
}

#define REAL(name) \
    static __typeof__(name) *real; \
    if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

ssize_t write(int fd, const void *bytes, size_t length) {
    REAL(write);
    if (!is_ours_fd(fd)) return real(fd, bytes, length);
    enum verdict verdict = meets(1, 1);
    if (verdict == REFUSED) return -1;
    if (verdict == HALF && length > 1) return halved(real(fd, bytes, length / 2));
    struct stat is;
    off_t end = fstat(fd, &is) ? 0 : is.st_size;
    off_t here = (fcntl(fd, F_GETFL) & O_APPEND) ? end : lseek(fd, 0, SEEK_CUR);
    if (!has_room(fd, here, length)) return errno = ENOSPC, -1;
    return real(fd, bytes, length);
}

#define PWRITE(name) \
    ssize_t name(int fd, const void *bytes, size_t length, off_t offset) { \
        REAL(name); \
        if (!is_ours_fd(fd)) return real(fd, bytes, length, offset); \
        enum verdict verdict = meets(1, 1); \
        if (verdict == REFUSED) return -1; \
        if (verdict == HALF && length > 1) return halved(real(fd, bytes, length / 2, offset)); \
        if (!has_room(fd, offset, length)) return errno = ENOSPC, -1; \
        return real(fd, bytes, length, offset); \
    }
PWRITE(pwrite)
PWRITE(pwrite64)

#define SYNC(name) \
    int name(int fd) { \
        REAL(name); \
        if (is_ours_fd(fd) && meets(0, 0) == REFUSED) return -1; \
        return real(fd); \
    }
SYNC(fsync)
SYNC(fdatasync)

#define TRUNCATE(name) \
    int name(int fd, off_t length) { \
        REAL(name); \
        if (is_ours_fd(fd) && meets(0, 0) == REFUSED) return -1; \
        return real(fd, length); \
    }
TRUNCATE(ftruncate)
TRUNCATE(ftruncate64)

int rename(const char *from, const char *to) {
    REAL(rename);
    if (is_ours(from) && meets(1, 0) == REFUSED) return -1;
    return real(from, to);
}

int unlink(const char *path) {
    REAL(unlink);
    if (is_ours(path) && meets(0, 0) == REFUSED) return -1;
    return real(path);
}

int mkdir(const char *path, mode_t mode) {
    REAL(mkdir);
    if (is_ours(path) && meets(1, 0) == REFUSED) return -1;
    return real(path, mode);
}

#define OPEN(name) \
    int name(const char *path, int flags, ...) { \
        REAL(name); \
        va_list rest; \
        va_start(rest, flags); \
        mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(rest, mode_t) : 0; \
        va_end(rest); \
        int makes = (flags & O_CREAT) != 0; \
        if (makes && is_ours(path) && meets(1, 0) == REFUSED) return -1; \
        return real(path, flags, mode); \
    }
OPEN(open)
OPEN(open64)
