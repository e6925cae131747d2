/* Preloaded into a test: the n-th call for files that the armed thread makes fails, or does only half. All other threads go on as they would. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/types.h>

enum { SHORT = -1 };

static __thread long calls, struck;
static __thread int fault, lasts;

/* From now on the at_call-th call, and with for_good each after it, fails with error, or is short. 0: none does, and none is counted. */
void faults_arm(long at_call, int error, int for_good)
{
    if (at_call)
        calls = 0;
    struck = at_call;
    fault = error;
    lasts = for_good;
}

/* Calls that were counted. */
long faults_calls(void) { return calls; }

static int is_struck(void)
{
    if (!struck)
        return 0;
    calls++;
    return calls == struck || (lasts && calls > struck);
}

static int fails(void)
{
    if (!is_struck() || fault == SHORT)
        return 0;
    errno = fault;
    return 1;
}

#define REAL(type, name) ((type)dlsym(RTLD_NEXT, name))
#define OPEN(name)                                                                              \
    int name(const char *path, int flags, ...)                                                  \
    {                                                                                           \
        va_list more;                                                                           \
        va_start(more, flags);                                                                  \
        int mode = va_arg(more, int);                                                           \
        va_end(more);                                                                           \
        return fails() ? -1 : REAL(int (*)(const char *, int, ...), #name)(path, flags, mode); \
    }
#define TRANSFER(name, buffer)                                                         \
    ssize_t name(int fd, buffer bytes, size_t count, off64_t at)                       \
    {                                                                                  \
        int half = is_struck();                                                        \
        if (half && fault != SHORT)                                                    \
            return errno = fault, -1;                                                  \
        return REAL(ssize_t(*)(int, buffer, size_t, off64_t), #name)(fd, bytes, half && count > 1 ? count / 2 : count, at); \
    }
#define STREAM(name, buffer)                                                           \
    ssize_t name(int fd, buffer bytes, size_t count)                                   \
    {                                                                                  \
        int half = is_struck();                                                        \
        if (half && fault != SHORT)                                                    \
            return errno = fault, -1;                                                  \
        return REAL(ssize_t(*)(int, buffer, size_t), #name)(fd, bytes, half && count > 1 ? count / 2 : count); \
    }
#define SIMPLE(name, parameters, arguments) \
    int name parameters { return fails() ? -1 : REAL(int(*) parameters, #name) arguments; }
#define RESERVE(name) \
    int name(int fd, off64_t from, off64_t length) { return fails() ? fault : REAL(int (*)(int, off64_t, off64_t), #name)(fd, from, length); }

OPEN(open)
OPEN(open64)
TRANSFER(pread, void *)
TRANSFER(pread64, void *)
TRANSFER(pwrite, const void *)
TRANSFER(pwrite64, const void *)
STREAM(read, void *)
STREAM(write, const void *)
SIMPLE(fsync, (int fd), (fd))
SIMPLE(fdatasync, (int fd), (fd))
SIMPLE(ftruncate, (int fd, off64_t length), (fd, length))
SIMPLE(ftruncate64, (int fd, off64_t length), (fd, length))
SIMPLE(rename, (const char *from, const char *to), (from, to))
SIMPLE(unlink, (const char *path), (path))
SIMPLE(mkdir, (const char *path, mode_t mode), (path, mode))
SIMPLE(flock, (int fd, int operation), (fd, operation))
RESERVE(posix_fallocate)
RESERVE(posix_fallocate64)
