// What the images of these tests hold: one static program, small, with a way to be each of what a Dockerfile may run.
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

/** Copies a file's bytes behind what was seen. */
static void copy(const char *path, FILE *out) {
  char bytes[65536];
  size_t count;
  FILE *in = fopen(path, "r");
  if (!in) return;
  fprintf(out, "\n== %s\n", path);
  while ((count = fread(bytes, 1, sizeof bytes, in)) > 0) fwrite(bytes, 1, count, out);
  fclose(in);
}

/** What a hostile RUN would look at: every process, its environment and arguments, and the mounts. */
static int spy(void) {
  extern char **environ;
  FILE *out = fopen("/seen", "w");
  DIR *processes = opendir("/proc");
  struct dirent *entry;
  char path[512];
  const char *files[] = {"environ", "cmdline", "mountinfo", "cgroup"};
  if (!out || !processes) return 4;
  for (char **one = environ; *one; one++) fprintf(out, "%s\n", *one);
  while ((entry = readdir(processes)))
    for (int at = 0; at < 4; at++) {
      if (entry->d_name[0] < '0' || entry->d_name[0] > '9') break;
      snprintf(path, sizeof path, "/proc/%s/%s", entry->d_name, files[at]);
      copy(path, out);
    }
  copy("/etc/hosts", out);
  copy("/run/.containerenv", out);
  copy("/run/secrets", out);
  fclose(out);
  puts("looked at everything");
  return 0;
}

/** Goes on for ever, in a session of its own too. */
static int hang(void) {
  puts("hanging");
  fflush(stdout);
  if (fork() == 0) setsid();
  for (;;) sleep(600);
}

int main(int count, char **words) {
  if (count < 2) return puts("a static program"), 0;
  if (!strcmp(words[1], "spy")) return spy();
  if (!strcmp(words[1], "hang")) return hang();
  for (int line = 1; line <= 60; line++) printf("line %d\n", line);
  return 3;
}
