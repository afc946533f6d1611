// The rules of the queue of due contacts.
#ifndef RINGBACK_METHODS_DUE_CONTACT_METHODS_H_
#define RINGBACK_METHODS_DUE_CONTACT_METHODS_H_

#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ringback/model/request_context.h"
#include "ringback/request/request_runner.h"
#include "ringback/store/store.h"
#include "ringback/v1/follow_up.pb.h"

namespace ringback {

// The methods of ringback.v1.FollowUpService about the queue of due contacts; the proto says what
// each does and which errors it gives. Safe from any thread.
class DueContactMethods {
 public:
  explicit DueContactMethods(RequestRunner* runner) : runner_(*runner) {}

  absl::StatusOr<v1::DueContact> GetDueContact(const v1::GetDueContactRequest& request,
                                               const RequestContext& context);
  absl::StatusOr<v1::ListDueContactsResponse> ListDueContacts(
      const v1::ListDueContactsRequest& request, const RequestContext& context);
  absl::StatusOr<v1::LeaseDueContactResponse> LeaseDueContact(
      const v1::LeaseDueContactRequest& request, const RequestContext& context);
  absl::StatusOr<v1::DueContact> CompleteDueContact(const v1::CompleteDueContactRequest& request,
                                                    const RequestContext& context);
  absl::StatusOr<v1::DueContact> ReleaseDueContact(const v1::ReleaseDueContactRequest& request,
                                                   const RequestContext& context);

  // The contact as it is at `now`, for an event about it. NOT_FOUND when there is none.
  absl::StatusOr<v1::DueContact> ContactAt(store::Session& session, std::string_view name,
                                           absl::Time now);

 private:
  RequestRunner& runner_;
};

}  // namespace ringback

#endif  // RINGBACK_METHODS_DUE_CONTACT_METHODS_H_
