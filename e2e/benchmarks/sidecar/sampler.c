/* What the sidecar is compared with: the least that can be done in C.
 *
 *     sampler MASTER TICK-MILLISECONDS TICKS-PER-SWEEP
 *
 * Holds the descriptors of the master and its children open. On every tick: looks for children that came or went, and
 * reads stat (is it still the same process?) and statm of each. On every TICKS-PER-SWEEP-th tick, and when anything comes
 * on standard input: a sweep, smaps_rollup of each. After a sweep it prints one line, "PROCESSES CPU-MICROSECONDS BYTES":
 * how many it read, the processor time of this process that the sweep took, and the sum of their Pss. Ends when its
 * standard input does.
 *
 * Sources of the formats: proc_pid_stat(5), proc_pid_statm(5), proc_pid_smaps(5), proc_tid_children(5).
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 1024, STAT_START = 22 };

struct process {
  int pid, stat, statm, rollup;
  unsigned long long start;
  long long resident, pss, unshared, anonymous;
};

static struct process processes[MOST];
static int count;
static char text[16384];

static int open_in(int pid, const char *name) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/%s", pid, name);
  return open(path, O_RDONLY | O_CLOEXEC);
}

static int read_text(int descriptor) {
  ssize_t got = pread(descriptor, text, sizeof text - 1, 0);
  text[got < 0 ? 0 : got] = 0;
  return got > 0;
}

/* Field 22 of stat, counted from behind the name, which may hold anything. */
static unsigned long long start_time(void) {
  char *at = strrchr(text, ')');
  for (int field = 2; at && field < STAT_START; field++) at = strchr(at + 1, ' ');
  return at ? strtoull(at, NULL, 10) : 0;
}

static long long line(const char *label) {
  char *at = strstr(text, label);
  return at ? strtoll(at + strlen(label), NULL, 10) * 1024 : 0;
}

static void forget(int index) {
  close(processes[index].stat);
  close(processes[index].statm);
  close(processes[index].rollup);
  processes[index] = processes[--count];
}

static void watch(int pid) {
  for (int i = 0; i < count; i++)
    if (processes[i].pid == pid) return;
  if (count == MOST) return;
  struct process one = {.pid = pid, .stat = open_in(pid, "stat"), .statm = open_in(pid, "statm"), .rollup = open_in(pid, "smaps_rollup")};
  processes[count++] = one;
  if (!read_text(one.stat) || one.statm < 0 || one.rollup < 0)
    forget(count - 1);
  else
    processes[count - 1].start = start_time();
}

static void tick(int master, long page) {
  char path[64], *at;
  snprintf(path, sizeof path, "/proc/%d/task/%d/children", master, master);
  int children = open(path, O_RDONLY | O_CLOEXEC);
  if (children >= 0 && read_text(children)) {
    char *list = strdup(text);
    for (at = list; *at >= '0' && *at <= '9'; at += *at == ' ') watch((int)strtol(at, &at, 10));
    free(list);
  }
  close(children);
  watch(master);
  for (int i = count - 1; i >= 0; i--) {
    if (!read_text(processes[i].stat) || start_time() != processes[i].start || !read_text(processes[i].statm) || !(at = strchr(text, ' ')))
      forget(i);
    else
      processes[i].resident = strtoll(at, NULL, 10) * page;
  }
}

static long long sweep(void) {
  long long sum = 0;
  for (int i = 0; i < count; i++) {
    if (!read_text(processes[i].rollup)) continue;
    processes[i].pss = line("\nPss:");
    processes[i].unshared = line("\nPrivate_Clean:") + line("\nPrivate_Dirty:");
    processes[i].anonymous = line("\nAnonymous:");
    sum += processes[i].pss;
  }
  return sum;
}

static long long cpu_micros(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

static void sweep_and_say(void) {
  long long before = cpu_micros(), sum = sweep();
  printf("%d %lld %lld\n", count, cpu_micros() - before, sum);
  fflush(stdout);
}

int main(int argc, char **argv) {
  if (argc != 4 || atoi(argv[2]) <= 0 || atoi(argv[3]) <= 0) {
    fprintf(stderr, "use: sampler MASTER TICK-MILLISECONDS TICKS-PER-SWEEP\n");
    return 2;
  }
  int master = atoi(argv[1]), every = atoi(argv[3]);
  long page = sysconf(_SC_PAGESIZE);
  struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
  for (int n = 1;; n++) {
    tick(master, page);
    if (n % every == 0) sweep_and_say();
    while (poll(&input, 1, atoi(argv[2])) != 0) {
      if (read(STDIN_FILENO, text, sizeof text) <= 0) return 0;
      sweep_and_say();
    }
  }
}
