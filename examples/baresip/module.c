// Ringback for baresip: who is calling, and why did we call them?
//
// A call comes in: its number is looked up while the phone rings, the card is printed on the
// console and told to other programs as an event. A call goes out: it is recorded as an attempt,
// with its disposition. Nothing here makes baresip's loop wait.
#include <stdlib.h>
#include <string.h>

#include "baresip_api.h"
#include "bindings/c/ringback.h"
#include "card_text.h"
#include "recorder.h"
#include "text.h"

enum {
  kDefaultTimeoutMs = 1000,
  kCardsKept = 64,
  // "MODULE" is what newer baresips call the events of modules; 1.0.0 has no kind for them and
  // shows this number as "?".
  kModuleEvent = 1000,
  kEventText = 240,
};

// A look-up that is under way, or the card that came of it.
struct lookup {
  struct le le;
  char* id;  // the Call-ID
  int code;
  char message[128];  // of the error
  rb_card* card;
};

static struct {
  char target[512];
  char agent[256];
  char parent[128];
  char caller_id[64];
  char tls_ca[512];
  char tls_certificate[512];
  char tls_key[512];
  uint32_t timeout_ms;

  bool tried;  // to open the client
  rb_client client;
  struct recorder* recorder;
  struct mqueue* answers;
  struct list waiting;  // look-ups that are under way
  struct list cards;    // the newest answers, the last one at the end
  struct tmr open;
} ringback;

static const char* or_null(const char* text) { return text[0] ? text : NULL; }

static void destroy_lookup(void* arg) {
  struct lookup* lookup = arg;
  list_unlink(&lookup->le);
  rb_card_free(lookup->card);
  mem_deref(lookup->id);
}

// ------------------------------------------------------------------ the client

// Whether the client is open. It is opened with the first call, or when the loop begins to run:
// "baresip -d" forks after it has loaded its modules, and a client does not outlive a fork.
static bool is_open(void) {
  if (ringback.tried) return ringback.client != 0;
  ringback.tried = true;
  const struct recorder_config config = {ringback.parent, ringback.agent, ringback.caller_id};
  rb_open_options options = RB_OPEN_OPTIONS_INIT;
  options.tls_ca = or_null(ringback.tls_ca);
  options.tls_certificate = or_null(ringback.tls_certificate);
  options.tls_key = or_null(ringback.tls_key);
  if (rb_open(ringback.target, &options, &ringback.client) != RB_OK) {
    warning("ringback: %s cannot be opened: %s\n", ringback.target, rb_last_error()->message);
    return false;
  }
  const int err = recorder_alloc(&ringback.recorder, &config, ringback.client);
  if (err) warning("ringback: calls are not recorded: %m\n", err);
  info("ringback: asks %s\n", ringback.target);
  return true;
}

static void open_client(void* arg) {
  (void)arg;
  (void)is_open();
}

// ------------------------------------------------------------------ calls that come in

// Tells other programs, "ringback,card,{...}", about the call when it is still there.
static void tell(const char* id, const char* kind, const char* json) {
  struct ua* ua = NULL;
  struct call* call = NULL;
  for (struct le* le = list_head(uag_list()); le && !call; le = le->next) {
    ua = le->data;
    call = call_find_id(ua_calls(ua), id);
  }
  ua_event(ua, kModuleEvent, call, "ringback,%s,%s", kind, json);
}

static void show_card(const struct lookup* lookup) {
  char summary[kEventText];
  (void)re_printf("%H", card_print, lookup->card);
  (void)fflush(stdout);
  card_summary_json(summary, sizeof summary - strlen("ringback,card,"), lookup->card);
  tell(lookup->id, "card", summary);
}

static void show_error(const struct lookup* lookup) {
  char summary[kEventText];
  warning("ringback: no card for this call: %s (error %d)\n", lookup->message, lookup->code);
  re_snprintf(summary, sizeof summary, "{\"code\":%d}", lookup->code);
  tell(lookup->id, "error", summary);
}

// On baresip's loop.
static void on_answer(int id, void* data, void* arg) {
  struct lookup* lookup = data;
  (void)id;
  (void)arg;
  list_unlink(&lookup->le);
  if (lookup->code != RB_OK) {
    show_error(lookup);
    mem_deref(lookup);
    return;
  }
  list_append(&ringback.cards, &lookup->le, lookup);
  if (list_count(&ringback.cards) > kCardsKept) mem_deref(list_ledata(list_head(&ringback.cards)));
  show_card(lookup);
}

// On a thread of the library.
static void found(void* user, int code, rb_card* card) {
  struct lookup* lookup = user;
  lookup->code = code;
  lookup->card = card;
  text_copy(lookup->message, sizeof lookup->message, rb_last_error()->message);
  (void)mqueue_push(ringback.answers, 0, lookup);
}

static void look_up(const struct call* call) {
  char ani[1024];
  char name[400];
  char dnis[1024];
  struct lookup* lookup = mem_zalloc(sizeof *lookup, destroy_lookup);
  if (!lookup || str_dup(&lookup->id, call_id(call))) {
    mem_deref(lookup);
    return;
  }
  text_copy(ani, sizeof ani, call_peeruri(call));
  text_copy_unquoted(name, sizeof name, call_peername(call));
  text_copy(dnis, sizeof dnis, ringback.caller_id[0] ? ringback.caller_id : call_localuri(call));

  rb_lookup_request request = RB_LOOKUP_REQUEST_INIT;
  request.ani = ani;
  request.dnis = dnis;
  request.name_hint = name;
  request.agent = or_null(ringback.agent);
  request.parent = or_null(ringback.parent);
  request.timeout_ms = (int32_t)ringback.timeout_ms;
  list_append(&ringback.waiting, &lookup->le, lookup);
  const int code = rb_lookup_start(ringback.client, &request, found, lookup, NULL);
  if (code != RB_OK) {
    lookup->code = code;
    text_copy(lookup->message, sizeof lookup->message, rb_last_error()->message);
    list_unlink(&lookup->le);
    show_error(lookup);
    mem_deref(lookup);
  }
}

// ------------------------------------------------------------------ all calls

static void record(const struct call* call, const char* purpose) {
  const struct recorder_call facts = {
      .id = call_id(call),
      .peer = call_peeruri(call),
      .name = call_peername(call),
      .dnis = ringback.caller_id[0] ? ringback.caller_id : call_localuri(call),
      .purpose = purpose,
      .outgoing = call_is_outgoing(call),
  };
  recorder_begin(ringback.recorder, &facts);
}

static void on_event(struct ua* ua, int event, struct call* call, const char* text, void* arg) {
  const char* kind = uag_event_str(event);
  (void)ua;
  (void)text;
  (void)arg;
  if (!call || !is_open()) return;
  if (strcmp(kind, "CALL_INCOMING") == 0) {
    look_up(call);
    record(call, "");
  } else if (strcmp(kind, "CALL_RINGING") == 0 || strcmp(kind, "CALL_PROGRESS") == 0) {
    if (call_is_outgoing(call)) record(call, "");
    recorder_ringing(ringback.recorder, call_id(call));
  } else if (strcmp(kind, "CALL_ESTABLISHED") == 0) {
    if (call_is_outgoing(call)) record(call, "");
    recorder_answered(ringback.recorder, call_id(call));
  } else if (strcmp(kind, "CALL_CLOSED") == 0) {
    if (call_is_outgoing(call)) record(call, "");
    recorder_ended(ringback.recorder, call_id(call), call_scode(call));
  }
}

// ------------------------------------------------------------------ commands

// Records the outgoing calls that are not recorded yet: the one that was just dialled.
static void record_dialed(const char* purpose) {
  for (struct le* ua = list_head(uag_list()); ua; ua = ua->next) {
    for (struct le* le = list_head(ua_calls(ua->data)); le; le = le->next) {
      const struct call* call = le->data;
      if (!call_is_outgoing(call) || recorder_has(ringback.recorder, call_id(call))) continue;
      record(call, purpose);
    }
  }
}

// ringback_dial NUMBER [PURPOSE...]
static int dial(struct re_printf* pf, void* arg) {
  const struct cmd_arg* command = arg;
  char line[1200] = "dial ";
  char purpose[500] = "";
  const char* text = command->prm ? command->prm : "";
  text += strspn(text, " ");
  const size_t size = strcspn(text, " ");
  if (size == 0 || size > 1024) {
    return re_hprintf(pf, "ringback_dial NUMBER [PURPOSE...]: which number?\n");
  }
  strncat(line, text, size);
  text_copy(purpose, sizeof purpose, text + size + strspn(text + size, " "));
  (void)is_open();
  record_dialed("");
  const int err = cmd_process_long(baresip_commands(), line, strlen(line), pf, NULL);
  record_dialed(purpose);
  return err;
}

// ringback_card [CALL-ID]: the card as JSON; without a Call-ID the newest one.
static int print_card(struct re_printf* pf, void* arg) {
  const struct cmd_arg* command = arg;
  for (struct le* le = list_tail(&ringback.cards); le; le = le->prev) {
    const struct lookup* lookup = le->data;
    if (!str_isset(command->prm) || strcmp(lookup->id, command->prm) == 0) {
      return card_print_json(pf, lookup->card);
    }
  }
  return re_hprintf(pf, "{}");
}

static const struct cmd commands[] = {
    {"ringback_dial", 0, CMD_PRM, "Dial NUMBER, recorded with a PURPOSE", dial},
    {"ringback_card", 0, CMD_PRM, "The card of a call (Call-ID), or the newest", print_card},
};

// ------------------------------------------------------------------ the module

// A setting that is not there leaves `to` as it is.
static void read_text(const struct conf* conf, const char* key, char* to, size_t size) {
  char text[512];
  if (conf_get_str(conf, key, text, sizeof text) == 0) str_ncpy(to, text, size);
}

static void read_config(void) {
  const struct conf* conf = conf_cur();
  str_ncpy(ringback.target, "127.0.0.1:7443", sizeof ringback.target);
  ringback.timeout_ms = kDefaultTimeoutMs;
  read_text(conf, "ringback_target", ringback.target, sizeof ringback.target);
  read_text(conf, "ringback_agent", ringback.agent, sizeof ringback.agent);
  read_text(conf, "ringback_parent", ringback.parent, sizeof ringback.parent);
  read_text(conf, "ringback_caller_id", ringback.caller_id, sizeof ringback.caller_id);
  read_text(conf, "ringback_tls_ca", ringback.tls_ca, sizeof ringback.tls_ca);
  read_text(conf, "ringback_tls_certificate", ringback.tls_certificate,
            sizeof ringback.tls_certificate);
  read_text(conf, "ringback_tls_key", ringback.tls_key, sizeof ringback.tls_key);
  (void)conf_get_u32(conf, "ringback_timeout_ms", &ringback.timeout_ms);
}

static int module_init(void) {
  read_config();
  tmr_init(&ringback.open);
  list_init(&ringback.waiting);
  list_init(&ringback.cards);
  int err = mqueue_alloc(&ringback.answers, on_answer, NULL);
  err = err ? err : uag_event_register(on_event, NULL);
  err = err ? err : cmd_register(baresip_commands(), commands, ARRAY_SIZE(commands));
  if (err) return err;
  tmr_start(&ringback.open, 0, open_client, NULL);
  return 0;
}

static int module_close(void) {
  tmr_cancel(&ringback.open);
  uag_event_unregister(on_event);
  cmd_unregister(baresip_commands(), commands);
  recorder_finish(ringback.recorder);
  // After this no thread of the library calls us.
  if (ringback.client) (void)rb_close(ringback.client);
  ringback.client = 0;
  ringback.tried = false;
  ringback.recorder = mem_deref(ringback.recorder);
  list_flush(&ringback.waiting);
  list_flush(&ringback.cards);
  ringback.answers = mem_deref(ringback.answers);
  return 0;
}

const struct mod_export exports = {"ringback", "application", module_init, module_close};
