// Preloaded into the real program: counts the steps by which it changes its data folder or speaks to its
// source, and lets one of them be the last, or the disk be full from one of them on. The program itself knows
// nothing of this.
//
//   FAULT         kill_before, kill_middle, kill_after: SIGKILL around step FAULT_AT; disk_full: from it on
//   ENOSPC FAULT_AT      the step, counted from 1; 0: only count FAULT_FOLDER  the data folder, as an
//   absolute path without links FAULT_STEPS   the file that gets the number of steps when the program ends by
//   itself
//
// SQLite's "-shm" file is no step: it holds no data, and whoever comes first makes it anew. Making an empty
// file is no step either; the moment before the next step has it. What happens in memory that survives a
// process (the "-shm" file is mapped) makes "after a step" and "before the next" two different moments.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

enum fault { fault_none, kill_before, kill_middle, kill_after, disk_full };
enum place { elsewhere, wal_index, durable };

static enum fault fault = fault_none;
static long fault_at = 0;
static const char* folder = "";
static size_t folder_size = 0;
static atomic_long steps = 0;

__attribute__((constructor)) static void read_wishes(void) {
  static const char* const names[] = {"none", "kill_before", "kill_middle", "kill_after", "disk_full"};
  const char* name = getenv("FAULT");
  for (int i = 0; name != NULL && i <= disk_full; ++i) {
    if (strcmp(name, names[i]) == 0) fault = (enum fault)i;
  }
  const char* at = getenv("FAULT_AT");
  fault_at = at == NULL ? 0 : atol(at);
  const char* wished = getenv("FAULT_FOLDER");
  if (wished != NULL) folder = wished;
  folder_size = strlen(folder);
}

__attribute__((destructor)) static void tell_steps(void) {
  const char* path = getenv("FAULT_STEPS");
  FILE* file = path == NULL ? NULL : fopen(path, "w");
  if (file == NULL) return;
  fprintf(file, "%ld\n", atomic_load(&steps));
  fclose(file);
}

static void die(void) {
  syscall(SYS_kill, getpid(), SIGKILL);
}

// What is to be done with the step that begins now; does not return when it must not happen.
static enum fault begin_step(void) {
  const long step = atomic_fetch_add(&steps, 1) + 1;
  if (fault_at == 0) return fault_none;
  if (fault == disk_full) return step >= fault_at ? disk_full : fault_none;
  if (step != fault_at) return fault_none;
  if (fault == kill_before) die();
  return fault;
}

static void end_step(enum fault now) {
  if (now == kill_middle || now == kill_after) die();
}

static int is_full(void) {
  return fault == disk_full && fault_at > 0 && atomic_load(&steps) >= fault_at;
}

static enum place place_of_path(const char* path) {
  if (folder_size == 0 || strncmp(path, folder, folder_size) != 0) return elsewhere;
  if (path[folder_size] != '/' && path[folder_size] != '\0') return elsewhere;
  const size_t size = strlen(path);
  return size > 4 && strcmp(path + size - 4, "-shm") == 0 ? wal_index : durable;
}

static enum place place_of(int file) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  const ssize_t size = readlink(link, path, sizeof path - 1);
  if (size <= 0) return elsewhere;
  path[size] = '\0';
  return place_of_path(path);
}

static ssize_t refuse(void) {
  errno = ENOSPC;
  return -1;
}

// A write at `offset`, or where the file stands when that is -1.
static ssize_t put(int file, const void* bytes, size_t size, off_t offset) {
  const enum place place = place_of(file);
  const enum fault now = place == durable ? begin_step() : fault_none;
  if (now == disk_full || (place == wal_index && is_full())) return refuse();
  const size_t part = now == kill_middle ? size / 2 : size;
  const ssize_t done =
      offset < 0 ? syscall(SYS_write, file, bytes, part) : syscall(SYS_pwrite64, file, bytes, part, offset);
  end_step(now);
  return done;
}

ssize_t write(int file, const void* bytes, size_t size) {
  return put(file, bytes, size, -1);
}
ssize_t pwrite(int file, const void* bytes, size_t size, off_t offset) {
  return put(file, bytes, size, offset);
}
ssize_t pwrite64(int file, const void* bytes, size_t size, off64_t offset) {
  return put(file, bytes, size, offset);
}

// Making a file shorter needs no room; growing one does, but the program grows none this way.
static int cut(int file, off_t size) {
  const enum fault now = place_of(file) == durable ? begin_step() : fault_none;
  const int done = (int)syscall(SYS_ftruncate, file, size);
  end_step(now);
  return done;
}

int ftruncate(int file, off_t size) {
  return cut(file, size);
}
int ftruncate64(int file, off64_t size) {
  return cut(file, size);
}

static int make_durable(long call, int file) {
  const enum fault now = place_of(file) == durable ? begin_step() : fault_none;
  const int done = (int)syscall(call, file);
  end_step(now);
  return done;
}

int fsync(int file) {
  return make_durable(SYS_fsync, file);
}
int fdatasync(int file) {
  return make_durable(SYS_fdatasync, file);
}

int unlink(const char* path) {
  const enum fault now = place_of_path(path) == durable ? begin_step() : fault_none;
  const int done = (int)syscall(SYS_unlink, path);
  end_step(now);
  return done;
}

int mkdir(const char* path, mode_t mode) {
  const enum fault now = place_of_path(path) == durable ? begin_step() : fault_none;
  if (now == disk_full) return (int)refuse();
  const int done = (int)syscall(SYS_mkdir, path, mode);
  end_step(now);
  return done;
}

int link(const char* from, const char* to) {
  const enum fault now = place_of_path(to) == durable ? begin_step() : fault_none;
  if (now == disk_full) return (int)refuse();
  const int done = (int)syscall(SYS_link, from, to);
  end_step(now);
  return done;
}

int renameat2(int from_folder, const char* from, int to_folder, const char* to, unsigned flags) {
  const enum fault now = place_of_path(to) == durable ? begin_step() : fault_none;
  const int done = (int)syscall(SYS_renameat2, from_folder, from, to_folder, to, flags);
  end_step(now);
  return done;
}

int rename(const char* from, const char* to) {
  return renameat2(AT_FDCWD, from, AT_FDCWD, to, 0);
}

// A word to the source: the fetch is asked for, or it is not. A full disk does not mind.
ssize_t sendto(int socket, const void* bytes, size_t size, int flags, __CONST_SOCKADDR_ARG to,
               socklen_t to_size) {
  const enum fault now = begin_step();
  const ssize_t done = syscall(SYS_sendto, socket, bytes, size, flags, to.__sockaddr__, to_size);
  end_step(now);
  return done;
}

ssize_t send(int socket, const void* bytes, size_t size, int flags) {
  const __CONST_SOCKADDR_ARG nobody = {.__sockaddr__ = NULL};
  return sendto(socket, bytes, size, flags, nobody, 0);
}
