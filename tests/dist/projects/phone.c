/* A softphone's use of the C interface: remember why we rang, and know it when they ring back. */
#include <ringback.h>
#include <stdio.h>
#include <string.h>

static int fail(const char* what) {
  const rb_error* error = rb_last_error();
  fprintf(stderr, "%s: %d %s\n", what, error->code, error->message);
  return 1;
}

int main(int argc, char** argv) {
  static const char attempt[] =
      "{\"attempt\": {\"agent\": \"tenants/default/agents/tracy\", \"dialedNumber\": \"(202) "
      "555-0143\", \"purpose\": \"your autumn heating check\", \"outcome\": "
      "\"OUTCOME_NO_ANSWER\"}}";
  rb_client client = 0;
  rb_buffer recorded = {NULL, 0};
  rb_lookup_request request = RB_LOOKUP_REQUEST_INIT;
  rb_card* card = NULL;
  if (argc != 2) return 2;
  if (strcmp(rb_version(), RB_VERSION) != 0) {
    fprintf(stderr, "ringback.h is of %s, the library of %s\n", RB_VERSION, rb_version());
    return 1;
  }
  if (rb_open(argv[1], NULL, &client) != RB_OK) return fail("rb_open");
  if (rb_call(client, "AttemptService.RecordAttempt", RB_JSON, attempt, strlen(attempt), 0,
              &recorded) != RB_OK) {
    return fail("rb_call");
  }
  rb_buffer_free(&recorded);
  request.ani = "sip:+12025550143@carrier.example";
  if (rb_lookup(client, &request, &card) != RB_OK) return fail("rb_lookup");
  puts(card->opening_line);
  rb_card_free(card);
  return rb_close(client) == RB_OK ? 0 : fail("rb_close");
}
