// The heart: who is calling, and why did we call them?
#ifndef RINGBACK_CONTEXT_CONTEXT_ROOM_H_
#define RINGBACK_CONTEXT_CONTEXT_ROOM_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ringback/base/executor.h"
#include "ringback/base/timer.h"
#include "ringback/context/candidate.h"
#include "ringback/context/card_cache.h"
#include "ringback/model/request_context.h"
#include "ringback/request/request_runner.h"
#include "ringback/scripts/script_book.h"
#include "ringback/v1/caller_context.pb.h"

namespace ringback {

// The method of ringback.v1.CallerContextService. Safe from any thread.
//
// A card is kept in memory, serialised, for as long as it is sure to be what a new look-up would
// make: until a write touches what it rests on, or time changes a word of it, a minute at the most.
class ContextRoom {
 public:
  // `scripts` are those of the tenants and must outlive this.
  ContextRoom(RequestRunner* runner, const ScriptDirectory* scripts);

  // Waits for look-ups that the store still holds up.
  ~ContextRoom();

  // Looks a number up. Errors are those of a request that breaks its rules, and NOT_FOUND for an
  // unknown tenant; a number that means nothing, and a store that is slow or gone, are answers
  // (rules 3 and 10 of docs/lookup_rules.md).
  //
  // With a deadline in `context` the answer comes before it: the store is asked on another thread,
  // and what it has found by then is the answer. Without one it is asked on this thread, however
  // long it takes.
  absl::StatusOr<v1::CallerContext> LookupCaller(const v1::LookupCallerRequest& request,
                                                 const RequestContext& context);

  // The same, as a serialised CallerContext, which is how cards are kept: the fastest way for those
  // who hand it on.
  absl::StatusOr<std::string> LookupCard(const v1::LookupCallerRequest& request,
                                         const RequestContext& context);

  // The card for a serialised LookupCallerRequest if it is in memory and holds at `now`, or by the
  // engine's clock when that is InfinitePast; else nullptr. Never blocks.
  Card FindCard(std::string_view request, absl::Time now = absl::InfinitePast());

  // Looks a number up for somebody who cannot wait: reads the serialised request, and calls `done`
  // once, before the deadline of `context`, on a thread that it must not block for long.
  using Done = std::function<void(absl::StatusOr<Card>)>;
  void BeginLookup(std::string request_bytes, const RequestContext& context, Done done);

  // Drops what is kept. Part of erasing.
  void ForgetCards() { cards_.Clear(); }

 private:
  struct Inquiry;

  absl::StatusOr<Card> Lookup(std::string request_bytes, const RequestContext& context);
  absl::Status Prepare(Inquiry& inquiry);
  absl::Status ReadQuestion(Inquiry& inquiry);
  absl::Status AskStore(Inquiry& inquiry, absl::Time deadline);
  void Answer(Inquiry& inquiry, bool whole);
  absl::StatusOr<Card> MakeCard(Inquiry& inquiry, bool whole);

  RequestRunner& runner_;
  const ScriptDirectory& scripts_;
  CardCache cards_;
  Timer timer_;  // outlives the inquiries, which are answered by it
  Executor executor_;
};

// Makes the card of what was found: ranks, words, cuts to what a card holds.
void ComposeCard(const LookupQuestion& question, std::vector<Candidate> candidates,
                 v1::CallerContext* card);

}  // namespace ringback

#endif  // RINGBACK_CONTEXT_CONTEXT_ROOM_H_
