/* A program in C, as a softphone vendor writes one: it is linked to libringback.so and knows
 * ringback.h alone. Its argument says what it does; it ends with 0 when that went as it should. */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bindings/c/ringback.h"

static const char kTarget[] = "sqlite:program.db";

static void Fail(const char* what) {
  fprintf(stderr, "%s: %d %s\n", what, rb_last_error()->code, rb_last_error()->message);
  exit(1);
}

static rb_client Open(void) {
  rb_client client;
  if (rb_open(kTarget, NULL, &client) != RB_OK) Fail("rb_open");
  return client;
}

static void Record(rb_client client) {
  static const char kRequest[] =
      "{\"attempt\": {\"dialedNumber\": \"+12025550143\", \"outcome\": \"OUTCOME_NO_ANSWER\","
      " \"purpose\": \"your autumn heating check\"}}";
  rb_buffer response;
  if (rb_call(client, "AttemptService.RecordAttempt", RB_JSON, kRequest, strlen(kRequest), 0,
              &response) != RB_OK) {
    Fail("rb_call");
  }
  rb_buffer_free(&response);
}

static void LookUp(rb_client client) {
  rb_lookup_request request = RB_LOOKUP_REQUEST_INIT;
  rb_card* card;
  request.ani = "tel:+1-202-555-0143";
  if (rb_lookup(client, &request, &card) != RB_OK) Fail("rb_lookup");
  if (card->match_count != 1 || strstr(card->opening_line, "heating check") == NULL) {
    Fail("the card");
  }
  puts(card->opening_line);
  rb_card_free(card);
}

/* The story, start to end. */
static void Story(void) {
  rb_client client = Open();
  Record(client);
  LookUp(client);
  if (rb_close(client) != RB_OK) Fail("rb_close");
}

static void Ignore(void* user, int code, rb_card* card) {
  (void)user;
  (void)code;
  rb_card_free(card);
}

/* A program that ends with everything open and under way. */
static void ExitWhileOpen(void) {
  rb_client client = Open();
  rb_client server;
  rb_watcher watcher;
  rb_lookup_request request = RB_LOOKUP_REQUEST_INIT;
  int i;
  Record(client);
  if (rb_open("127.0.0.1:1", NULL, &server) != RB_OK) Fail("rb_open");
  if (rb_watch(client, RB_JSON, NULL, 0, 0, &watcher) != RB_OK) Fail("rb_watch");
  request.ani = "+12025550143";
  for (i = 0; i < 100; ++i) rb_lookup_start(i % 2 ? client : server, &request, Ignore, NULL, NULL);
}

/* A child must be told, and must not disturb its parent. */
static void Fork(void) {
  rb_client client = Open();
  pid_t child;
  int status;
  Record(client);
  child = fork();
  if (child == 0) {
    rb_lookup_request request = RB_LOOKUP_REQUEST_INIT;
    rb_card* card = NULL;
    rb_client again;
    request.ani = "+12025550143";
    if (rb_lookup(client, &request, &card) != RB_FAILED_PRECONDITION || card != NULL) exit(2);
    if (rb_open(kTarget, NULL, &again) != RB_FAILED_PRECONDITION || again != 0) exit(3);
    if (rb_close(client) != RB_FAILED_PRECONDITION) exit(4);
    exit(0); /* and not _exit(): what runs at exit must not hang */
  }
  if (waitpid(child, &status, 0) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    fprintf(stderr, "the child ended with status %d\n", status);
    exit(1);
  }
  LookUp(client);
  if (rb_close(client) != RB_OK) Fail("rb_close");
}

/* A child that is forked before anything is opened is as good as any process. */
static void ForkFirst(void) {
  int status;
  const pid_t child = fork();
  if (child == 0) {
    Story();
    exit(0);
  }
  if (waitpid(child, &status, 0) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    fprintf(stderr, "the child ended with status %d\n", status);
    exit(1);
  }
}

/* A plug-in host that loads us and lets us go, twice. */
static void LoadTwice(const char* library) {
  int i;
  for (i = 0; i < 2; ++i) {
    void* loaded = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    int (*open_client)(const char*, const rb_open_options*, rb_client*);
    int (*close_client)(rb_client);
    rb_client client;
    if (loaded == NULL) {
      fprintf(stderr, "%s\n", dlerror());
      exit(1);
    }
    *(void**)&open_client = dlsym(loaded, "rb_open");
    *(void**)&close_client = dlsym(loaded, "rb_close");
    if (open_client(kTarget, NULL, &client) != RB_OK) exit(1);
    if (i == 0 && close_client(client) != RB_OK) exit(1);
    dlclose(loaded); /* the second time with the file open */
  }
}

int main(int argc, char** argv) {
  const char* what = argc > 1 ? argv[1] : "";
  remove("program.db");
  if (strcmp(what, "story") == 0)
    Story();
  else if (strcmp(what, "exit-while-open") == 0)
    ExitWhileOpen();
  else if (strcmp(what, "fork") == 0)
    Fork();
  else if (strcmp(what, "fork-first") == 0)
    ForkFirst();
  else if (strcmp(what, "load-twice") == 0 && argc > 2)
    LoadTwice(argv[2]);
  else
    return 64;
  return 0;
}
