#include "recorder.h"

#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

#include "baresip_api.h"
#include "text.h"

enum {
  kWriteTimeoutMs = 10000,
  kRetryMs = 2000,
  kKeepTryingS = 3600,
  kLastWritesMs = 3000,
};

// A call and what of it is written. The writes of one call follow each other: begin, answer, end.
// Each has a request_id of its own, so that repeating one is safe.
struct record {
  struct le le;
  struct recorder* recorder;
  struct tmr retry;
  char* id;      // its Call-ID
  char key[17];  // what its request_ids begin with
  char peer[1024];
  char name_hint[400];
  char dnis[256];
  char purpose[500];
  bool outgoing;

  bool rang;
  bool over;
  uint16_t status;
  struct timeval begun;
  struct timeval answered;  // 0: not answered
  struct timeval ended;

  char resource[256];  // its name in Ringback, once the first write has its answer
  bool answer_written;
  bool end_written;
  bool given_up;

  enum { kNothing, kBegin, kAnswer, kEnd } under_way;
  // How the write under way ended: set by a thread of the library before it wakes our loop.
  int code;
  char message[160];  // of the error
  rb_buffer response;
};

struct recorder {
  struct recorder_config config;
  rb_client client;
  struct list records;
  struct mqueue* answers;
};

static struct record* find(const struct recorder* recorder, const char* id) {
  for (struct le* le = recorder ? list_head(&recorder->records) : NULL; le && id; le = le->next) {
    struct record* record = le->data;
    if (!record->over && strcmp(record->id, id) == 0) return record;
  }
  return NULL;
}

// ------------------------------------------------------------------ requests

static void add_text(struct odict* od, const char* key, const char* text) {
  if (text[0]) (void)odict_entry_add(od, key, ODICT_STRING, text);
}

static void add_time(struct odict* od, const char* key, const struct timeval* when) {
  char text[40];
  struct tm parts;
  const time_t seconds = when->tv_sec;
  if (!gmtime_r(&seconds, &parts)) return;
  const size_t length = strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
  re_snprintf(text + length, sizeof text - length, ".%06dZ", (int)when->tv_usec);
  add_text(od, key, text);
}

static void add_request_id(struct odict* od, const struct record* record, const char* step) {
  char text[40];
  re_snprintf(text, sizeof text, "%s-%s", record->key, step);
  add_text(od, "request_id", text);
}

static void add_attempt(struct odict* od, const struct record* record) {
  const struct recorder_config* config = &record->recorder->config;
  struct odict* attempt = NULL;
  if (odict_alloc(&attempt, 8)) return;
  add_text(attempt, "agent", config->agent);
  add_text(attempt, "dialed_number", record->peer);
  add_text(attempt, "caller_id", config->caller_id);
  add_text(attempt, "purpose", record->purpose);
  add_time(attempt, "start_time", &record->begun);
  (void)odict_entry_add(od, "attempt", ODICT_OBJECT, attempt);
  mem_deref(attempt);
}

static void add_incoming(struct odict* od, const struct record* record) {
  char id[257];  // longer ones are not taken
  add_text(od, "ani", record->peer);
  add_text(od, "dnis", record->dnis);
  add_text(od, "agent", record->recorder->config.agent);
  if (strlen(record->id) < sizeof id) {
    text_copy(id, sizeof id, record->id);
    add_text(od, "sip_call_id", id);
  }
  add_text(od, "name_hint", record->name_hint);
  add_time(od, "start_time", &record->begun);
}

// How an attempt ended. What would take a number away from a customer is left to people to say.
static const char* outcome(const struct record* record) {
  if (record->answered.tv_sec) return "OUTCOME_CONNECTED";
  switch (record->status) {
    case 486:
    case 600:
      return "OUTCOME_BUSY";
    case 603:
    case 607:
      return "OUTCOME_REFUSED";
    case 480:
      return "OUTCOME_NO_ANSWER";
    case 0:
    case 408:
    case 487:
      return record->rang ? "OUTCOME_NO_ANSWER" : "OUTCOME_FAILED";
    default:
      return "OUTCOME_FAILED";
  }
}

// The next write of a record: its method, and its request as JSON in *request (mem_deref it). NULL
// when there is nothing to write now.
static const char* next_write(struct record* record, char** request, int* step) {
  const char* method = NULL;
  struct odict* od = NULL;
  if (odict_alloc(&od, 8)) return NULL;
  if (!record->resource[0]) {
    *step = kBegin;
    method = record->outgoing ? "AttemptService.StartAttempt" : "CallService.StartCall";
    add_text(od, "parent", record->recorder->config.parent);
    add_request_id(od, record, "begin");
    if (record->outgoing) {
      add_attempt(od, record);
    } else {
      add_incoming(od, record);
    }
  } else if (!record->outgoing && record->answered.tv_sec && !record->answer_written) {
    *step = kAnswer;
    method = "CallService.AnswerCall";
    add_text(od, "name", record->resource);
    add_request_id(od, record, "answer");
    add_time(od, "answer_time", &record->answered);
  } else if (record->over && !record->end_written) {
    *step = kEnd;
    method = record->outgoing ? "AttemptService.FinishAttempt" : "CallService.EndCall";
    add_text(od, "name", record->resource);
    add_request_id(od, record, "end");
    add_time(od, "end_time", &record->ended);
    if (record->outgoing) add_text(od, "outcome", outcome(record));
  }
  if (method && re_sdprintf(request, "%H", json_encode_odict, od)) method = NULL;
  mem_deref(od);
  return method;
}

// ------------------------------------------------------------------ answers

// Takes the resource's name out of the answer to the first write.
static void read_resource(struct record* record, const char* json, size_t size) {
  struct odict* od = NULL;
  if (json_decode_odict(&od, 32, json, size, 32)) return;
  const struct odict* resource = od;
  if (!record->outgoing) {
    const struct odict_entry* entry = odict_lookup(od, "call");
    resource = entry && entry->type == ODICT_OBJECT ? entry->u.odict : NULL;
  }
  const char* name = resource ? odict_string(resource, "name") : NULL;
  if (name) text_copy(record->resource, sizeof record->resource, name);
  mem_deref(od);
}

static bool worth_trying_again(const struct record* record, int code) {
  struct timeval now;
  gettimeofday(&now, NULL);
  if (now.tv_sec - record->begun.tv_sec > kKeepTryingS) return false;
  return code == RB_UNAVAILABLE || code == RB_DEADLINE_EXCEEDED || code == RB_ABORTED ||
         code == RB_RESOURCE_EXHAUSTED;
}

// Books the answer to a write; returns whether the record can go on at once.
static bool take_answer(struct record* record, int step, int code, const rb_buffer* response) {
  if (code != RB_OK) {
    if (worth_trying_again(record, code)) return false;
    record->given_up = true;
    warning("ringback: the %s, %s, is not recorded: %s (error %d)\n",
            record->outgoing ? "attempt" : "call", record->peer, record->message, code);
    return false;
  }
  if (step == kBegin) {
    read_resource(record, response->data, response->size);
    if (!record->resource[0]) record->given_up = true;
    if (record->outgoing && record->resource[0]) {
      info("ringback: attempt recorded: %s\n", record->resource);
    }
  } else if (step == kAnswer) {
    record->answer_written = true;
  } else {
    record->end_written = true;
    if (record->outgoing) info("ringback: attempt ended: %s\n", outcome(record));
  }
  return true;
}

static bool finished(const struct record* record) {
  return record->over && record->under_way == kNothing && (record->given_up || record->end_written);
}

// ------------------------------------------------------------------ writing

static void go_on(struct record* record);

static void retry(void* arg) { go_on(arg); }

// On a thread of the library.
static void written(void* user, int code, rb_buffer response) {
  struct record* record = user;
  record->code = code;
  record->response = response;
  text_copy(record->message, sizeof record->message, rb_last_error()->message);
  (void)mqueue_push(record->recorder->answers, 0, record);
}

// On baresip's loop.
static void on_answer(int id, void* data, void* arg) {
  struct record* record = data;
  const int step = record->under_way;
  (void)id;
  (void)arg;
  record->under_way = kNothing;
  const bool at_once = take_answer(record, step, record->code, &record->response);
  rb_buffer_free(&record->response);
  if (at_once || record->given_up) {
    go_on(record);
  } else {
    tmr_start(&record->retry, kRetryMs, retry, record);
  }
}

// Starts the next write of a record, if there is one and none is under way; frees what is done.
static void go_on(struct record* record) {
  if (record->under_way != kNothing || tmr_isrunning(&record->retry)) return;
  if (finished(record)) {
    mem_deref(record);
    return;
  }
  if (record->given_up) return;
  char* request = NULL;
  int step = kNothing;
  const char* method = next_write(record, &request, &step);
  if (!method) return;
  record->under_way = step;
  const int code = rb_call_start(record->recorder->client, method, RB_JSON, request,
                                 strlen(request), kWriteTimeoutMs, written, record, NULL);
  mem_deref(request);
  if (code == RB_OK) return;
  record->under_way = kNothing;
  text_copy(record->message, sizeof record->message, rb_last_error()->message);
  (void)take_answer(record, step, code, NULL);
  if (record->given_up) {
    if (finished(record)) mem_deref(record);
  } else {
    tmr_start(&record->retry, kRetryMs, retry, record);
  }
}

// Writes what is left while the program ends, until `deadline` (tmr_jiffies()). A write that is
// under way is simply repeated: its request_id makes that safe.
static bool write_the_rest(struct record* record, uint64_t deadline) {
  if (!record->over) {
    record->over = true;
    gettimeofday(&record->ended, NULL);
  }
  while (!record->given_up && !record->end_written) {
    char* request = NULL;
    int step = kNothing;
    rb_buffer response = {NULL, 0};
    const uint64_t now = tmr_jiffies();
    const char* method = now < deadline ? next_write(record, &request, &step) : NULL;
    if (!method) return false;
    const int code = rb_call(record->recorder->client, method, RB_JSON, request, strlen(request),
                             (int32_t)(deadline - now), &response);
    text_copy(record->message, sizeof record->message, rb_last_error()->message);
    mem_deref(request);
    const bool at_once = take_answer(record, step, code, &response);
    rb_buffer_free(&response);
    if (!at_once && !record->given_up) return false;
  }
  return true;
}

// ------------------------------------------------------------------ the recorder

static void destroy_record(void* arg) {
  struct record* record = arg;
  tmr_cancel(&record->retry);
  list_unlink(&record->le);
  rb_buffer_free(&record->response);
  mem_deref(record->id);
}

static void destroy_recorder(void* arg) {
  struct recorder* recorder = arg;
  list_flush(&recorder->records);
  mem_deref(recorder->answers);
}

int recorder_alloc(struct recorder** to, const struct recorder_config* config, rb_client client) {
  struct recorder* recorder = mem_zalloc(sizeof *recorder, destroy_recorder);
  if (!recorder) return ENOMEM;
  recorder->config = *config;
  recorder->client = client;
  list_init(&recorder->records);
  const int err = mqueue_alloc(&recorder->answers, on_answer, recorder);
  if (err) {
    mem_deref(recorder);
    return err;
  }
  *to = recorder;
  return 0;
}

void recorder_begin(struct recorder* recorder, const struct recorder_call* call) {
  if (!recorder || !call->id || find(recorder, call->id)) return;
  struct record* record = mem_zalloc(sizeof *record, destroy_record);
  if (!record || str_dup(&record->id, call->id)) {
    mem_deref(record);
    return;
  }
  record->recorder = recorder;
  tmr_init(&record->retry);
  gettimeofday(&record->begun, NULL);
  rand_str(record->key, sizeof record->key);
  text_copy(record->peer, sizeof record->peer, call->peer);
  text_copy_unquoted(record->name_hint, sizeof record->name_hint, call->name);
  text_copy(record->dnis, sizeof record->dnis, call->dnis);
  text_copy(record->purpose, sizeof record->purpose, call->purpose);
  record->outgoing = call->outgoing;
  list_append(&recorder->records, &record->le, record);
  go_on(record);
}

bool recorder_has(const struct recorder* recorder, const char* id) {
  return find(recorder, id) != NULL;
}

void recorder_ringing(struct recorder* recorder, const char* id) {
  struct record* record = find(recorder, id);
  if (record) record->rang = true;
}

void recorder_answered(struct recorder* recorder, const char* id) {
  struct record* record = find(recorder, id);
  if (!record || record->answered.tv_sec) return;
  gettimeofday(&record->answered, NULL);
  go_on(record);
}

void recorder_ended(struct recorder* recorder, const char* id, uint16_t status) {
  struct record* record = find(recorder, id);
  if (!record) return;
  gettimeofday(&record->ended, NULL);
  record->status = status;
  record->over = true;
  go_on(record);
}

void recorder_finish(struct recorder* recorder) {
  const uint64_t deadline = tmr_jiffies() + kLastWritesMs;
  bool in_time = true;
  for (struct le* le = recorder ? list_head(&recorder->records) : NULL; le && in_time;
       le = le->next) {
    in_time = write_the_rest(le->data, deadline);
  }
}
