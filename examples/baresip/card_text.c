#include "card_text.h"

#include <string.h>

#include "text.h"

// The words for an enumeration's numbers; one that is newer than this module is the first.
#define WORD(words, number) \
  (words)[(number) > 0 && (size_t)(number) < ARRAY_SIZE(words) ? (number) : 0]

static const char* const confidences[] = {
    [RB_CONFIDENCE_UNSPECIFIED] = "",      [RB_CONFIDENCE_GUESS] = "GUESS",
    [RB_CONFIDENCE_POSSIBLE] = "POSSIBLE", [RB_CONFIDENCE_LIKELY] = "LIKELY",
    [RB_CONFIDENCE_KNOWN] = "KNOWN",       [RB_CONFIDENCE_CONFIRMED] = "CONFIRMED",
};
static const char* const outcomes[] = {
    [RB_OUTCOME_UNSPECIFIED] = "",
    [RB_OUTCOME_IN_PROGRESS] = "in progress",
    [RB_OUTCOME_NO_ANSWER] = "no answer",
    [RB_OUTCOME_BUSY] = "busy",
    [RB_OUTCOME_VOICEMAIL] = "voicemail",
    [RB_OUTCOME_CONNECTED] = "connected",
    [RB_OUTCOME_WRONG_NUMBER] = "wrong number",
    [RB_OUTCOME_NOT_IN_SERVICE] = "not in service",
    [RB_OUTCOME_REFUSED] = "turned away",
    [RB_OUTCOME_DO_NOT_CALL] = "do not call",
    [RB_OUTCOME_FAILED] = "failed",
};

static const rb_match* best_match(const rb_card* card) {
  return card->match_count > 0 ? card->matches[0] : NULL;
}

// Whom to show: the name, else the number as its country writes it, else as it came.
static const char* shown_name(const rb_card* card, const rb_match* match) {
  if (match && match->display_name[0]) return match->display_name;
  if (card->withheld) return "Number withheld";
  if (card->national[0]) return card->national;
  return card->ani[0] ? card->ani : "Unknown number";
}

static const char* shown_purpose(const rb_match* match) {
  for (size_t i = 0; match && i < match->attempt_count; ++i) {
    if (match->attempts[i]->purpose[0]) return match->attempts[i]->purpose;
  }
  return "";
}

static int print_match(struct re_printf* pf, const rb_card* card, const rb_match* match) {
  int err = re_hprintf(pf, "ringback: %H [%s]%s%H%s\n", text_print, shown_name(card, match),
                       WORD(confidences, match->confidence), match->company[0] ? ", " : "",
                       text_print, match->company, match->do_not_call ? ", DO NOT CALL" : "");
  for (size_t i = 0; i < match->reason_count; ++i) {
    err |= re_hprintf(pf, "ringback:   %H\n", text_print, match->reasons[i]->text);
  }
  if (match->attempt_count > 0) {
    const rb_attempt* attempt = match->attempts[0];
    err |= re_hprintf(pf, "ringback:   About: %H (%s)\n", text_print,
                      attempt->purpose[0] ? attempt->purpose : "not said",
                      WORD(outcomes, attempt->outcome));
    if (attempt->offer[0]) {
      err |= re_hprintf(pf, "ringback:   Offer: %H\n", text_print, attempt->offer);
    }
  }
  return err;
}

int card_print(struct re_printf* pf, const rb_card* card) {
  int err = re_hprintf(pf, "ringback: call from %H%s%s\n", text_print, shown_name(card, NULL),
                       card->verify_identity ? " (not attested: check who it is)" : "",
                       card->partial ? " (a part was left out to keep the time)" : "");
  for (size_t i = 0; i < card->match_count && i < 3; ++i) {
    err |= print_match(pf, card, card->matches[i]);
  }
  if (card->match_count > 3) {
    err |= re_hprintf(pf, "ringback: and %zu more\n", card->match_count - 3);
  }
  if (card->opening_line[0]) {
    err |= re_hprintf(pf, "ringback: Say: %H\n", text_print, card->opening_line);
  }
  for (size_t i = 0; i < card->next_step_count; ++i) {
    err |= re_hprintf(pf, "ringback: Next: %H\n", text_print, card->next_steps[i]);
  }
  return err;
}

static void add_bool(struct odict* od, const char* key, int value) {
  (void)odict_entry_add(od, key, ODICT_BOOL, value != 0);
}

static void add_text(struct odict* od, const char* key, const char* text) {
  char* clean = NULL;
  if (re_sdprintf(&clean, "%H", text_print, text) == 0) {
    (void)odict_entry_add(od, key, ODICT_STRING, clean);
  }
  mem_deref(clean);
}

// Adds an empty object or array to `parent`, under `key` or, NULL, under its place `index`. It is
// the parent's. NULL when memory is short.
static struct odict* add_container(struct odict* parent, enum odict_type type, const char* key,
                                   size_t index) {
  char place[24];
  struct odict* od = NULL;
  if (!key) {
    re_snprintf(place, sizeof place, "%zu", index);
    key = place;
  }
  if (!parent || odict_alloc(&od, 16)) return NULL;
  if (odict_entry_add(parent, key, type, od)) {
    mem_deref(od);
    return NULL;
  }
  mem_deref(od);
  return od;
}

static void add_place(struct odict* array, size_t index, const char* text) {
  char place[24];
  re_snprintf(place, sizeof place, "%zu", index);
  if (array) add_text(array, place, text);
}

static void add_attempt(struct odict* od, const rb_attempt* attempt) {
  if (!od) return;
  add_text(od, "name", attempt->name);
  add_text(od, "agent", attempt->agent);
  add_text(od, "dialed_number", attempt->dialed_number);
  add_text(od, "caller_id", attempt->caller_id);
  add_text(od, "campaign", attempt->campaign);
  add_text(od, "purpose", attempt->purpose);
  add_text(od, "offer", attempt->offer);
  add_text(od, "outcome", WORD(outcomes, attempt->outcome));
  (void)odict_entry_add(od, "start_time_us", ODICT_INT, attempt->start_time_us);
}

static void add_match(struct odict* od, const rb_match* match) {
  if (!od) return;
  add_text(od, "caller", match->caller);
  add_text(od, "display_name", match->display_name);
  add_text(od, "company", match->company);
  add_text(od, "confidence", WORD(confidences, match->confidence));
  add_text(od, "last_agent_name", match->last_agent_name);
  add_bool(od, "do_not_call", match->do_not_call);
  struct odict* reasons = add_container(od, ODICT_ARRAY, "reasons", 0);
  for (size_t i = 0; i < match->reason_count; ++i) {
    add_place(reasons, i, match->reasons[i]->text);
  }
  struct odict* attempts = add_container(od, ODICT_ARRAY, "attempts", 0);
  for (size_t i = 0; i < match->attempt_count; ++i) {
    add_attempt(add_container(attempts, ODICT_OBJECT, NULL, i), match->attempts[i]);
  }
  struct odict* notes = add_container(od, ODICT_ARRAY, "notes", 0);
  for (size_t i = 0; i < match->note_count; ++i) add_place(notes, i, match->notes[i]->text);
}

int card_print_json(struct re_printf* pf, const rb_card* card) {
  struct odict* od = NULL;
  int err = odict_alloc(&od, 16);
  if (err) return err;
  add_text(od, "ani", card->ani);
  add_text(od, "e164", card->e164);
  add_text(od, "national", card->national);
  add_text(od, "region", card->region);
  add_text(od, "tenant", card->tenant);
  add_bool(od, "withheld", card->withheld);
  add_bool(od, "valid", card->valid);
  add_bool(od, "verify_identity", card->verify_identity);
  add_bool(od, "partial", card->partial);
  add_text(od, "opening_line", card->opening_line);
  struct odict* steps = add_container(od, ODICT_ARRAY, "next_steps", 0);
  for (size_t i = 0; i < card->next_step_count; ++i) add_place(steps, i, card->next_steps[i]);
  struct odict* matches = add_container(od, ODICT_ARRAY, "matches", 0);
  for (size_t i = 0; i < card->match_count; ++i) {
    add_match(add_container(matches, ODICT_OBJECT, NULL, i), card->matches[i]);
  }
  err = json_encode_odict(pf, od);
  mem_deref(od);
  return err;
}

void card_summary_json(char* text, size_t size, const rb_card* card) {
  const rb_match* match = best_match(card);
  // Escapes can make text longer: it is cut until all of it fits.
  for (size_t most = size; most > 0; most /= 2) {
    char cut[256];
    struct odict* od = NULL;
    if (odict_alloc(&od, 8)) break;
    text_copy(cut, most < sizeof cut ? most : sizeof cut, shown_name(card, match));
    (void)odict_entry_add(od, "name", ODICT_STRING, cut);
    text_copy(cut, most < sizeof cut ? most : sizeof cut, shown_purpose(match));
    (void)odict_entry_add(od, "purpose", ODICT_STRING, cut);
    text_copy(cut, most < sizeof cut ? most : sizeof cut, match ? match->last_agent_name : "");
    (void)odict_entry_add(od, "agent", ODICT_STRING, cut);
    (void)odict_entry_add(od, "confidence", ODICT_STRING,
                          match ? WORD(confidences, match->confidence) : "");
    const int length = re_snprintf(text, size, "%H", json_encode_odict, od);
    mem_deref(od);
    if (length >= 0) return;
  }
  text[0] = '\0';
}
