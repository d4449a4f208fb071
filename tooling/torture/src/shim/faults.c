// Stands between a program and the C library, and makes file calls below a directory fail as CB_FAULT asks:
// "CALL HOW NTH DIRECTORY", where HOW is a number of errno, or -1 to write half of the bytes. What it did stands in
// CB_FAULT_HIT. CB_SLOW, "MILLISECONDS DIRECTORY", makes all that writes take its time; how many calls are about to and
// how many there were stands in CB_SLOW_CALLS. All are looked at anew on each call, so that the program itself can ask.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define NEXT(name) static __typeof__(&name) next; if (!next) next = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char counted[PATH_MAX + 64];
static int count;

static int waiting, waited;

static void count_waiting(int change) {
  char text[32];
  pthread_mutex_lock(&lock);
  waiting += change;
  if (change > 0) waited++;
  snprintf(text, sizeof text, "%d %d", waiting, waited);
  setenv("CB_SLOW_CALLS", text, 1);
  pthread_mutex_unlock(&lock);
}

static void slow(const char *call, const char *path) {
  const char *asked = getenv("CB_SLOW");
  char directory[PATH_MAX];
  int milliseconds;
  if (!asked || sscanf(asked, "%d %4095s", &milliseconds, directory) != 2) return;
  if (strcmp(call, "write") && strcmp(call, "fsync") && strcmp(call, "rename")) return;
  if (strncmp(path, directory, strlen(directory))) return;
  count_waiting(1);
  usleep(milliseconds * 1000);
  count_waiting(-1);
}

// 0 if the call is to be made as it is, else HOW.
static int fault(const char *call, const char *path) {
  const char *asked = getenv("CB_FAULT");
  char name[32], directory[PATH_MAX];
  int how, nth, result = 0;
  slow(call, path);
  if (!asked || sscanf(asked, "%31s %d %d %4095s", name, &how, &nth, directory) != 4) return 0;
  if (strcmp(name, call) || strncmp(path, directory, strlen(directory))) return 0;
  pthread_mutex_lock(&lock);
  if (strcmp(counted, asked)) {
    strncpy(counted, asked, sizeof counted - 1);
    count = 0;
  }
  if (++count == nth) {
    result = how;
    setenv("CB_FAULT_HIT", path, 1);
  }
  pthread_mutex_unlock(&lock);
  return result;
}

static int fault_of(const char *call, int fd) {
  char link[64], path[PATH_MAX];
  int saved = errno;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  errno = saved;
  if (length < 0) return 0;
  path[length] = 0;
  return fault(call, path);
}

#define FAIL_IF(how) do { if ((how) > 0) { errno = (how); return -1; } } while (0)

int open64(const char *path, int flags, ...) {
  NEXT(open64);
  va_list rest;
  va_start(rest, flags);
  mode_t mode = va_arg(rest, mode_t);
  va_end(rest);
  int how = fault("open", path);
  FAIL_IF(how);
  return next(path, flags, mode);
}

int open(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  mode_t mode = va_arg(rest, mode_t);
  va_end(rest);
  return open64(path, flags, mode);
}

ssize_t write(int fd, const void *bytes, size_t size) {
  NEXT(write);
  int how = fault_of("write", fd);
  FAIL_IF(how);
  return next(fd, bytes, how < 0 && size > 1 ? size / 2 : size);
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t at) {
  NEXT(pwrite64);
  int how = fault_of("write", fd);
  FAIL_IF(how);
  return next(fd, bytes, how < 0 && size > 1 ? size / 2 : size, at);
}

ssize_t writev(int fd, const struct iovec *parts, int number) {
  NEXT(writev);
  int how = fault_of("write", fd);
  FAIL_IF(how);
  return next(fd, parts, how < 0 && number > 1 ? 1 : number);
}

int fsync(int fd) {
  NEXT(fsync);
  int how = fault_of("fsync", fd);
  FAIL_IF(how);
  return 0;
}

int fdatasync(int fd) {
  return fsync(fd);
}

int rename(const char *from, const char *to) {
  NEXT(rename);
  int how = fault("rename", to);
  FAIL_IF(how);
  return next(from, to);
}

int unlink(const char *path) {
  NEXT(unlink);
  int how = fault("unlink", path);
  FAIL_IF(how);
  return next(path);
}

int mkdir(const char *path, mode_t mode) {
  NEXT(mkdir);
  int how = fault("mkdir", path);
  FAIL_IF(how);
  return next(path, mode);
}

// Node.js closes files by the number of the call. A file is closed even where that fails.
long syscall(long number, ...) {
  NEXT(syscall);
  long arguments[6];
  va_list rest;
  va_start(rest, number);
  for (int index = 0; index < 6; index++) arguments[index] = va_arg(rest, long);
  va_end(rest);
  int how = number == SYS_close ? fault_of("close", (int)arguments[0]) : 0;
  long result = next(number, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], arguments[5]);
  FAIL_IF(how);
  return result;
}
