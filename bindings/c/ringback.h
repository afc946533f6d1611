/*
 * Ringback in C: who is calling, and why did we call them?
 *
 *     rb_client client;
 *     if (rb_open("sqlite:calls.db", NULL, &client) != RB_OK) {
 *       return puts(rb_last_error()->message);
 *     }
 *     rb_lookup_request request = RB_LOOKUP_REQUEST_INIT;
 *     request.ani = "sip:+12025550143@carrier.example";
 *     rb_card* card;
 *     if (rb_lookup(client, &request, &card) == RB_OK) {
 *       puts(card->opening_line);
 *       rb_card_free(card);
 *     }
 *     rb_close(client);
 *
 * Handles are numbers, not pointers. A handle that is 0, closed, made up or of another kind is
 * answered with RB_INVALID_ARGUMENT; it never crashes. A number is not used again while the
 * process lives.
 *
 * Threads: every function may be called from any thread at any time, also while another thread
 * closes the handle; the call that is under way is then answered with RB_CANCELLED, or with its
 * result.
 *
 * Memory: what the library hands out as a pointer to you (rb_card, rb_buffer) is yours until you
 * free it with the function that is named there, once, from any thread; freeing NULL does nothing.
 * What you hand in is copied before the function returns. Where a result is to be written, NULL is
 * RB_INVALID_ARGUMENT unless said otherwise.
 *
 * Text is UTF-8 and ends with NUL. Text that the library gives is never NULL: what is not known
 * is "". Numbers and names as the network sent them (ani, dnis, name_hint) may be anything; bytes
 * that are not UTF-8 are read as U+FFFD, and what is longer than a number or a name is cut.
 *
 * Times are microseconds since 1970-01-01T00:00:00Z; 0 is not known.
 *
 * Enumerations have the numbers of those in the messages of ringback.v1. Later versions may add
 * some: treat one that you do not know as the one that is 0.
 *
 * Errors are the codes of gRPC (google.rpc.Code). rb_last_error() has the words, for this thread.
 *
 * fork(): do it before the first rb_open(), or exec() in the child. A child has none of the threads
 * that the library lives on: once this process has opened something, every function that returns
 * an rb_code answers RB_FAILED_PRECONDITION in a child of it, and touches nothing of the parent's.
 * Files and sockets are closed on exec.
 *
 * Exit: what is open when the process exits is closed in good order. The library stays loaded once
 * it is: dlclose() does not unmap it.
 *
 * Growth: structures grow only at their end. Those that you fill in begin with struct_size, set by
 * their ..._INIT; those that the library hands out are never stored in arrays of themselves but in
 * arrays of pointers. So a program that was built against one version runs with every later one
 * of the same soname.
 */
#ifndef RINGBACK_H_
#define RINGBACK_H_

#include <stddef.h> /* NOLINT(modernize-deprecated-headers): C */
#include <stdint.h> /* NOLINT(modernize-deprecated-headers): C */

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define RB_API __attribute__((visibility("default")))
#else
#define RB_API
#endif

/* What this header was written for; rb_version() tells what runs. */
#define RB_VERSION "0.1.0"

/* The version of the library that runs, "0.1.0": never NULL, never freed. */
RB_API const char* rb_version(void);

/* ---------------------------------------------------------------- errors */

/* What functions return: the codes of gRPC (google.rpc.Code). */
typedef enum rb_code {
  RB_OK = 0,
  RB_CANCELLED = 1, /* by rb_cancel() or rb_close() */
  RB_UNKNOWN = 2,
  RB_INVALID_ARGUMENT = 3,  /* the request breaks a rule; rb_error.field names the field */
  RB_DEADLINE_EXCEEDED = 4, /* no answer in time; a write may have been made, or not */
  RB_NOT_FOUND = 5,
  RB_ALREADY_EXISTS = 6,
  RB_PERMISSION_DENIED = 7,
  RB_RESOURCE_EXHAUSTED = 8,  /* the disk is full, or memory, or a watcher was too slow */
  RB_FAILED_PRECONDITION = 9, /* not in this state; or in a child of the process that opened */
  RB_ABORTED = 10,            /* changed meanwhile: read it again */
  RB_OUT_OF_RANGE = 11,       /* the events from there on are gone */
  RB_UNIMPLEMENTED = 12,
  RB_INTERNAL = 13,
  RB_UNAVAILABLE = 14, /* the server is not there; try again later */
  RB_DATA_LOSS = 15,
  RB_UNAUTHENTICATED = 16
} rb_code;

/* The error of a call. */
typedef struct rb_error {
  /* An rb_code. */
  int code;
  /* For people: "attempt.dialed_number: \"12\" is too short to be a phone number in US". */
  const char* message;
  /* For programs: "INVALID_FIELD"; the names are those of ringback.v1.ErrorReason. */
  const char* reason;
  /* The field of the request that broke a rule, or "". */
  const char* field;
} rb_error;

/* The error of this thread's last call that returned an rb_code, with code RB_OK when it went well;
 * inside a callback that of what it is told. Never NULL. Valid until this thread calls the library
 * again. */
RB_API const rb_error* rb_last_error(void);

/* ---------------------------------------------------------------- opening */

/* A file that is open, or a server that is connected. 0 is none. */
typedef uint64_t rb_client;

/* How to open. Set all of it by RB_OPEN_OPTIONS_INIT, then what differs. */
typedef struct rb_open_options {
  /* Of this structure, as your program knows it. */
  size_t struct_size;
  /* A PEM file: who vouches for the server. NULL: no TLS, which is for a server on this machine. */
  const char* tls_ca;
  /* A PEM file: what we show to the server. NULL: nothing. */
  const char* tls_certificate;
  /* A PEM file: its key. */
  const char* tls_key;
} rb_open_options;
#define RB_OPEN_OPTIONS_INIT \
  { sizeof(rb_open_options), NULL, NULL, NULL }

/* Opens a file, "sqlite:PATH", creating it when it is not there; or connects to a server,
 * "127.0.0.1:7443", "unix:/run/ringback.sock", "dns:///host:7443". `options` may be NULL. Sets
 * *client, to 0 on error. A server is not waited for: calls to one that is not there are
 * RB_UNAVAILABLE at once, and it is looked for again every two seconds.
 *
 * RB_INVALID_ARGUMENT for another target and for TLS files that cannot be used;
 * RB_FAILED_PRECONDITION for a file that is open in another program, belongs to one, or was written
 * by a newer Ringback. */
RB_API int rb_open(const char* target, const rb_open_options* options, rb_client* client);

/* Closes. Calls that are under way end with RB_CANCELLED, watchers too, and their callbacks have
 * returned when this returns, except for the callback that calls it. Closing 0 or what is closed is
 * RB_INVALID_ARGUMENT and does nothing. */
RB_API int rb_close(rb_client client);

/* ---------------------------------------------------------------- who is calling? */

/* What the network says about the calling number: STIR/SHAKEN attestation (RFC 8224, RFC 8588). */
enum {
  RB_VERIFICATION_UNSPECIFIED = 0,
  RB_VERIFICATION_NONE,
  RB_VERIFICATION_A,
  RB_VERIFICATION_B,
  RB_VERIFICATION_C,
  RB_VERIFICATION_FAILED
};

/* A call that rings. Set all of it by RB_LOOKUP_REQUEST_INIT, then what is known; NULL is not
 * known. */
typedef struct rb_lookup_request {
  size_t struct_size; /* of this structure, as your program knows it */
  const char* ani;  /* the calling number as it came: any spelling, a SIP or tel URI, "anonymous" */
  const char* dnis; /* the number that was called, as it came */
  const char* agent;     /* who will pick up: "tenants/default/agents/tracy", or the id alone */
  const char* name_hint; /* the name that came with the call: SIP display name, CNAM */
  const char*
      parent; /* "tenants/acme"; NULL: "tenants/default"; "tenants/-": the tenant who has `dnis` */
  int32_t verification; /* RB_VERIFICATION_... */
  int32_t timeout_ms;   /* when the phone must ring at the latest; 0: 1,000; at most 60,000 */
} rb_lookup_request;
#define RB_LOOKUP_REQUEST_INIT \
  { sizeof(rb_lookup_request), NULL, NULL, NULL, NULL, NULL, 0, 0 }

/* How sure a match is. */
enum {
  RB_CONFIDENCE_UNSPECIFIED = 0,
  RB_CONFIDENCE_GUESS,
  RB_CONFIDENCE_POSSIBLE,
  RB_CONFIDENCE_LIKELY,
  RB_CONFIDENCE_KNOWN,
  RB_CONFIDENCE_CONFIRMED
};

/* How an attempt ended. */
enum {
  RB_OUTCOME_UNSPECIFIED = 0,
  RB_OUTCOME_IN_PROGRESS,
  RB_OUTCOME_NO_ANSWER,
  RB_OUTCOME_BUSY,
  RB_OUTCOME_VOICEMAIL,
  RB_OUTCOME_CONNECTED,
  RB_OUTCOME_WRONG_NUMBER,
  RB_OUTCOME_NOT_IN_SERVICE,
  RB_OUTCOME_REFUSED,
  RB_OUTCOME_DO_NOT_CALL,
  RB_OUTCOME_FAILED
};

/* The channel of an attempt. */
enum {
  RB_CHANNEL_UNSPECIFIED = 0,
  RB_CHANNEL_CALL,
  RB_CHANNEL_EMAIL,
  RB_CHANNEL_SMS,
  RB_CHANNEL_LETTER
};

/* The state of a lead. */
enum {
  RB_LEAD_STATE_UNSPECIFIED = 0,
  RB_LEAD_STATE_NEW,
  RB_LEAD_STATE_WORKING,
  RB_LEAD_STATE_ADVANCED,
  RB_LEAD_STATE_WON,
  RB_LEAD_STATE_LOST,
  RB_LEAD_STATE_RETURNED
};

/* Whether an agent can take a call. */
enum { RB_PRESENCE_UNSPECIFIED = 0, RB_PRESENCE_FREE, RB_PRESENCE_ON_CALL, RB_PRESENCE_AWAY };

/* What kind of evidence a reason is. */
enum {
  RB_REASON_CODE_UNSPECIFIED = 0,
  RB_REASON_CODE_CONFIRMED_BEFORE,
  RB_REASON_CODE_REJECTED_BEFORE,
  RB_REASON_CODE_NUMBER_OF_CALLER,
  RB_REASON_CODE_DIALED_THIS_NUMBER,
  RB_REASON_CODE_RECENT_ATTEMPT,
  RB_REASON_CODE_SAME_HOUSEHOLD,
  RB_REASON_CODE_SAME_COMPANY,
  RB_REASON_CODE_SAME_NUMBER_BLOCK,
  RB_REASON_CODE_CALLER_ID_SHOWN,
  RB_REASON_CODE_CALLED_FROM_DNIS,
  RB_REASON_CODE_NAME_HINT,
  RB_REASON_CODE_ALREADY_RETURNED,
  RB_REASON_CODE_NUMBER_WAS_WRONG
};

/* A piece of evidence. */
typedef struct rb_reason {
  int32_t code;         /* RB_REASON_CODE_... */
  const char* text;     /* "Tracy rang this number 12 minutes ago, no answer" */
  const char* resource; /* the resource that is the evidence */
} rb_reason;

/* A touch that we made. */
typedef struct rb_attempt {
  const char* name;          /* "tenants/default/attempts/..." */
  const char* agent;         /* who tried: a resource name */
  const char* dialed_number; /* E.164 */
  const char* caller_id;     /* the number that we showed, E.164 */
  const char* campaign;
  const char* purpose; /* "your autumn heating check" */
  const char* offer;   /* what to offer, in words */
  int64_t start_time_us;
  int64_t end_time_us;
  int32_t channel; /* RB_CHANNEL_... */
  int32_t outcome; /* RB_OUTCOME_... */
} rb_attempt;

/* A lead that is not closed. */
typedef struct rb_lead {
  const char* name;     /* "tenants/default/leads/..." */
  const char* interest; /* "a new boiler" */
  const char* owner;    /* an agent's resource name */
  const char* team;
  int32_t state; /* RB_LEAD_STATE_... */
} rb_lead;

/* A note of an earlier call. */
typedef struct rb_note {
  const char* name;  /* "tenants/default/callNotes/..." */
  const char* agent; /* who wrote it: a resource name */
  const char* text;
  int64_t note_time_us;
} rb_note;

/* Somebody who may be calling. */
typedef struct rb_match {
  const char* caller; /* "tenants/default/callers/...", or "" for a number that nobody has saved */
  const char* display_name; /* "Robert Jones", or "" */
  const char* honorific;
  const char* given_name;
  const char* family_name;
  const char* company;
  int32_t confidence;  /* RB_CONFIDENCE_... */
  int32_t do_not_call; /* 1: a number of theirs must not be called; say so before promising to ring
                          back */
  double score;        /* what the matches are ordered by: above 0, at most 1 */
  size_t reason_count; /* at least 1 */
  const rb_reason* const* reasons;
  size_t attempt_count; /* newest first */
  const rb_attempt* const* attempts;
  size_t lead_count; /* newest first */
  const rb_lead* const* leads;
  size_t note_count; /* newest first */
  const rb_note* const* notes;
  const char* last_agent;      /* who tried last: a resource name, or "" */
  const char* last_agent_name; /* "Tracy" */
  int32_t last_agent_presence; /* RB_PRESENCE_... */
} rb_match;

/* The card: who is calling, why we called them, and what to say. All that it points at is freed
 * with it. */
typedef struct rb_card {
  size_t struct_size;      /* of this structure, as the library knows it */
  const char* ani;         /* the calling number as it came, whatever was found */
  const char* e164;        /* or "" when it is withheld or no number */
  const char* national;    /* "(202) 555-0143" */
  const char* region;      /* "US" */
  const char* tenant;      /* whose call it is: "tenants/default" */
  int32_t withheld;        /* 1: the caller hides the number */
  int32_t valid;           /* 1: it is a number that its country's plan assigns */
  int32_t verify_identity; /* 1: the number is not attested; check who it is before anything private
                              is read out */
  int32_t partial;         /* 1: a part was left out to keep the time */
  const char* opening_line; /* what to say first */
  size_t next_step_count;   /* what to do in this call, most urgent first */
  const char* const* next_steps;
  size_t match_count; /* everybody who may be calling, best first */
  const rb_match* const* matches;
} rb_card;

/* Looks a number up, with no side effect, and waits for the answer, at most request->timeout_ms.
 * *card is yours until rb_card_free(); NULL on error. A number that means nothing is an answer, not
 * an error. With a file, an answer that does not come in time is a card marked `partial`; with a
 * server that does not answer in time, RB_DEADLINE_EXCEEDED.
 *
 * RB_INVALID_ARGUMENT for a request that breaks a rule, RB_NOT_FOUND for an unknown tenant,
 * RB_UNAVAILABLE for a server that is not there. */
RB_API int rb_lookup(rb_client client, const rb_lookup_request* request, rb_card** card);

/* Frees a card. NULL does nothing. */
RB_API void rb_card_free(rb_card* card);

/* Something that was started and may be cancelled. 0 is none. */
typedef uint64_t rb_operation;

/* Told how a look-up ended: `card` is yours (rb_card_free), and NULL when `code` is not RB_OK.
 * Called once, on a thread of the library, never inside the call that started it; hand the card to
 * your own loop, and do not block. */
typedef void (*rb_lookup_done)(void* user, int code, rb_card* card);

/* Starts a look-up and returns at once. `operation` may be NULL. When this does not return RB_OK,
 * `done` is not called; when it does, `done` is called exactly once, by the time that
 * request->timeout_ms allows. Errors as rb_lookup(). */
RB_API int rb_lookup_start(rb_client client, const rb_lookup_request* request, rb_lookup_done done,
                           void* user, rb_operation* operation);

/* Asks for an end: what was started is told RB_CANCELLED soon, unless its answer is on the way
 * already; either way it is told once. RB_INVALID_ARGUMENT for an operation that has ended. Does
 * not wait. */
RB_API int rb_cancel(rb_operation operation);

/* ---------------------------------------------------------------- everything else */

/* How messages are written. */
enum {
  RB_JSON = 0, /* ProtoJSON, in and out; a field that is not known is an error */
  RB_PROTO = 1 /* the binary form */
};

/* Bytes. For RB_JSON, and for convenience otherwise, a NUL stands behind them, not counted in
 * `size`. */
typedef struct rb_buffer {
  char* data;
  size_t size;
} rb_buffer;

/* Frees the bytes, and makes the buffer empty. NULL and an empty buffer do nothing. */
RB_API void rb_buffer_free(rb_buffer* buffer);

/* Calls a method of ringback.v1 by its name, "CallerService.CreateCaller" or
 * "ringback.v1.CallerService.CreateCaller", and waits for the answer. `request` holds
 * `request_size` bytes of the method's request in `format`; no bytes are an empty request.
 * *response is yours until rb_buffer_free(), and empty on error. `timeout_ms` is how long to wait,
 * 0: 30,000; at most 3,600,000. With RB_OK a write is
 * durable. A request that has the same request_id as an earlier one gets the earlier answer.
 *
 * RB_INVALID_ARGUMENT for an unknown method, for one that streams (see rb_watch()), for an unknown
 * format and for bytes that are no such request; the errors of the methods else. */
RB_API int rb_call(rb_client client, const char* method, int format, const void* request,
                   size_t request_size, int32_t timeout_ms, rb_buffer* response);

/* Told how a call ended; the bytes are yours (rb_buffer_free) and empty when `code` is not RB_OK.
 * As rb_lookup_done. */
typedef void (*rb_call_done)(void* user, int code, rb_buffer response);

/* Starts a call and returns at once; to it and `done` applies what applies to rb_lookup_start(). */
RB_API int rb_call_start(rb_client client, const char* method, int format, const void* request,
                         size_t request_size, int32_t timeout_ms, rb_call_done done, void* user,
                         rb_operation* operation);

/* The names of the methods that rb_call() takes, "ringback.v1.AttemptService.FinishAttempt" and so
 * on, sorted, and their number. The array and the names are the library's and stay. `count` may be
 * NULL; the array ends with NULL. */
RB_API const char* const* rb_method_names(size_t* count);

/* ---------------------------------------------------------------- events */

/* A watch of a tenant's events. 0 is none. */
typedef uint64_t rb_watcher;

/* Begins to watch. `request` is a ringback.v1.WatchEventsRequest in `format`; no bytes: all events
 * of tenants/default from now on. Returns when the watch has its place in the log, so that nothing
 * that is written from then on is missed; waits at most `timeout_ms` for that, 0: 5,000.
 *
 * Events wait in the library, at most 256 of them; a watcher who then does not take any for some
 * seconds is ended with RB_RESOURCE_EXHAUSTED and resumes with the resume_token of the last event
 * that it took. */
RB_API int rb_watch(rb_client client, int format, const void* request, size_t request_size,
                    int32_t timeout_ms, rb_watcher* watcher);

/* A file descriptor that is readable (poll(), epoll, a softphone's own loop) while
 * rb_watcher_next() has something to say. It is the watcher's: do not read from it, do not close
 * it; it is closed by rb_watcher_close(). -1 for a handle that is none. */
RB_API int rb_watcher_fd(rb_watcher watcher);

/* Takes the next event, a ringback.v1.Event in the format that rb_watch() was given, waiting for it
 * at most `timeout_ms`; 0: not at all, -1: for ever. *event is yours until rb_buffer_free().
 *
 * RB_DEADLINE_EXCEEDED when there is none yet. Any other error is the end of the watch, and is what
 * every later call says: RB_UNAVAILABLE when the server went away (watch again with the last
 * resume_token), RB_RESOURCE_EXHAUSTED as above, RB_OUT_OF_RANGE when the resume_token is of events
 * that are no longer kept, RB_CANCELLED after rb_close(). */
RB_API int rb_watcher_next(rb_watcher watcher, int32_t timeout_ms, rb_buffer* event);

/* Ends a watch; a thread that waits in rb_watcher_next() is told RB_CANCELLED. RB_INVALID_ARGUMENT
 * for 0 or what is closed. Watchers outlive their client's rb_close(), ended, until they are closed
 * themselves. */
RB_API int rb_watcher_close(rb_watcher watcher);

#ifdef __cplusplus
}
#endif

#endif /* RINGBACK_H_ */
