// What this module calls of baresip 1.0.0 (Debian 12). Debian ships no header of baresip; the
// program exports these functions, and the loader finds them when it opens the module.
#ifndef RINGBACK_EXAMPLES_BARESIP_BARESIP_API_H_
#define RINGBACK_EXAMPLES_BARESIP_BARESIP_API_H_

#include <re.h>

struct ua;
struct call;
struct commands;

// Kinds of events are told apart by uag_event_str(), so that no numbers are copied here.
typedef void(ua_event_h)(struct ua* ua, int event, struct call* call, const char* text, void* arg);
int uag_event_register(ua_event_h* handler, void* arg);
void uag_event_unregister(ua_event_h* handler);
const char* uag_event_str(int event);

// Tells all who registered. The text holds at most 255 bytes; longer text arrives empty.
void ua_event(struct ua* ua, int event, struct call* call, const char* format, ...);

struct list* uag_list(void);
struct list* ua_calls(const struct ua* ua);
struct call* call_find_id(const struct list* calls, const char* id);
const char* call_id(const struct call* call);
const char* call_peeruri(const struct call* call);
const char* call_peername(const struct call* call);
const char* call_localuri(const struct call* call);
bool call_is_outgoing(const struct call* call);
uint16_t call_scode(const struct call* call);  // the final SIP status, 0 when there was none

struct conf* conf_cur(void);

void info(const char* format, ...);
void warning(const char* format, ...);

// A command: "/name parameters" on the console, {"command":"name","params":"..."} for ctrl_tcp.
struct cmd_arg {
  char key;
  char* prm;
  bool complete;
  void* data;
};
struct cmd {
  const char* name;
  char key;
  int flags;
  const char* desc;
  re_printf_h* h;
};
enum { CMD_PRM = 1 };  // it takes parameters
struct commands* baresip_commands(void);
int cmd_register(struct commands* commands, const struct cmd* cmds, size_t count);
void cmd_unregister(struct commands* commands, const struct cmd* cmds);
int cmd_process_long(struct commands* commands, const char* text, size_t size,
                     struct re_printf* answer, void* data);

#endif  // RINGBACK_EXAMPLES_BARESIP_BARESIP_API_H_
