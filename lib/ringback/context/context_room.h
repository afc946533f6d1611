// The heart: who is calling, and why did we call them?
#ifndef RINGBACK_CONTEXT_CONTEXT_ROOM_H_
#define RINGBACK_CONTEXT_CONTEXT_ROOM_H_

#include <memory>

#include "absl/status/statusor.h"
#include "ringback/base/executor.h"
#include "ringback/context/candidate.h"
#include "ringback/context/gather.h"
#include "ringback/model/request_context.h"
#include "ringback/request/request_runner.h"
#include "ringback/v1/caller_context.pb.h"

namespace ringback {

// The method of ringback.v1.CallerContextService. Safe from any thread.
class ContextRoom {
 public:
  explicit ContextRoom(RequestRunner* runner);

  // Waits for look-ups that the store still holds up.
  ~ContextRoom();

  // Looks a number up. Errors are those of a request that breaks its rules, and NOT_FOUND for an
  // unknown tenant; a number that means nothing, and a store that is slow or gone, are answers
  // (look-up rules 3 and 10).
  //
  // With a deadline in `context` the answer comes before it: the store is asked on another thread,
  // and what it has found by then is the answer. Without one it is asked on this thread, however
  // long it takes.
  absl::StatusOr<v1::CallerContext> LookupCaller(const v1::LookupCallerRequest& request,
                                                 const RequestContext& context);

 private:
  struct Errand;

  absl::StatusOr<LookupQuestion> Read(const v1::LookupCallerRequest& request,
                                      const RequestContext& context, v1::CallerContext* card);
  std::vector<Candidate> GatherBefore(absl::Time deadline,
                                      std::shared_ptr<const LookupQuestion> question,
                                      bool* partial);

  RequestRunner& runner_;
  Executor executor_;
};

// Makes the card of what was found: ranks, words, cuts to what a card holds.
void ComposeCard(const LookupQuestion& question, std::vector<Candidate> candidates,
                 v1::CallerContext* card);

}  // namespace ringback

#endif  // RINGBACK_CONTEXT_CONTEXT_ROOM_H_
