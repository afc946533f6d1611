// Keeps the record of calls in Ringback: an outgoing call as an outbound attempt with its
// disposition, an incoming one as a call. Nothing here waits for an answer; what cannot be written
// now is tried again for an hour. All functions belong to baresip's loop.
#ifndef RINGBACK_EXAMPLES_BARESIP_RECORDER_H_
#define RINGBACK_EXAMPLES_BARESIP_RECORDER_H_

#include <re.h>

#include "bindings/c/ringback.h"

struct recorder;

// What every record says. The texts must live as long as the recorder; "" is not known.
struct recorder_config {
  const char* parent;     // "tenants/default"
  const char* agent;      // "tenants/default/agents/tracy"
  const char* caller_id;  // the number that we show
};

// What is known of a call as it begins.
struct recorder_call {
  const char* id;       // its SIP Call-ID
  const char* peer;     // whom we ring, or who rings us: a URI
  const char* name;     // the name that came with it, or ""
  const char* dnis;     // the number that was called, or ""; of incoming calls
  const char* purpose;  // why we ring, or ""; of outgoing calls
  bool outgoing;
};

// Makes a recorder. Returns 0 or an error number; mem_deref() it after rb_close(client), so that no
// thread of the library still has to do with it.
int recorder_alloc(struct recorder** recorder, const struct recorder_config* config,
                   rb_client client);

// A call begins. One that is recorded already is left as it is.
void recorder_begin(struct recorder* recorder, const struct recorder_call* call);

// Whether the call has begun here and is not over.
bool recorder_has(const struct recorder* recorder, const char* id);

// It rings at the customer's.
void recorder_ringing(struct recorder* recorder, const char* id);

// Somebody picked up.
void recorder_answered(struct recorder* recorder, const char* id);

// It is over; `status` is the final SIP status, 0 when there was none.
void recorder_ended(struct recorder* recorder, const char* id, uint16_t status);

// The program ends: writes what is left, and waits for that for at most a second.
void recorder_finish(struct recorder* recorder);

#endif  // RINGBACK_EXAMPLES_BARESIP_RECORDER_H_
