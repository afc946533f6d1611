/* What it costs a softphone to embed libringback.so: loading it, opening a file, the first look-up
 * and the next one; and the memory that all of it takes. Prints one line of JSON. */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bindings/c/ringback.h"

static double Millis(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* A line of /proc/self/status, in MB. */
static double Megabytes(const char* name) {
  char line[256];
  double kilobytes = 0;
  FILE* status = fopen("/proc/self/status", "r");
  while (status != NULL && fgets(line, sizeof(line), status) != NULL) {
    if (strncmp(line, name, strlen(name)) == 0) kilobytes = atof(line + strlen(name));
  }
  if (status != NULL) fclose(status);
  return kilobytes / 1024;
}

static void* Symbol(void* library, const char* name) {
  void* symbol = dlsym(library, name);
  if (symbol == NULL) {
    fprintf(stderr, "embed: %s\n", dlerror());
    exit(1);
  }
  return symbol;
}

static int LookUp(int (*lookup)(rb_client, const rb_lookup_request*, rb_card**),
                  void (*card_free)(rb_card*), rb_client client, char** question) {
  rb_lookup_request request = RB_LOOKUP_REQUEST_INIT;
  rb_card* card = NULL;
  int found;
  request.parent = question[0];
  request.ani = question[1];
  request.timeout_ms = 60000;
  found = lookup(client, &request, &card) == RB_OK && card->match_count > 0;
  card_free(card);
  return found;
}

int main(int argc, char** argv) {
  int (*open_client)(const char*, const rb_open_options*, rb_client*);
  int (*close_client)(rb_client);
  int (*lookup)(rb_client, const rb_lookup_request*, rb_card**);
  void (*card_free)(rb_card*);
  double start, loaded, opened, first, next, before;
  rb_client client;
  void* library;
  if (argc == 2 && strcmp(argv[1], "--build") == 0) {
#ifdef NDEBUG
    puts("opt");
#else
    puts("debug");
#endif
    return 0;
  }
  if (argc != 5) {
    fputs("usage: embed LIBRARY TARGET PARENT ANI\n", stderr);
    return 64;
  }
  before = Megabytes("VmRSS:");
  start = Millis();
  library = dlopen(argv[1], RTLD_NOW);
  if (library == NULL) {
    fprintf(stderr, "embed: %s\n", dlerror());
    return 1;
  }
  loaded = Millis();
  *(void**)&open_client = Symbol(library, "rb_open");
  *(void**)&close_client = Symbol(library, "rb_close");
  *(void**)&lookup = Symbol(library, "rb_lookup");
  *(void**)&card_free = Symbol(library, "rb_card_free");
  if (open_client(argv[2], NULL, &client) != RB_OK) return 1;
  opened = Millis();
  if (!LookUp(lookup, card_free, client, argv + 3)) return 2;
  first = Millis();
  if (!LookUp(lookup, card_free, client, argv + 3)) return 2;
  next = Millis();
  printf(
      "{\"load_ms\": %.3f, \"open_ms\": %.3f, \"first_ms\": %.3f, \"next_ms\": %.4f, "
      "\"start_ms\": %.3f, \"rss_mb\": %.1f}\n",
      loaded - start, opened - loaded, first - opened, next - first, first - start,
      Megabytes("VmRSS:") - before);
  return close_client(client) == RB_OK ? 0 : 1;
}
