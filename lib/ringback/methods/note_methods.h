// The rules of call notes.
#ifndef RINGBACK_METHODS_NOTE_METHODS_H_
#define RINGBACK_METHODS_NOTE_METHODS_H_

#include "absl/status/statusor.h"
#include "ringback/model/request_context.h"
#include "ringback/request/request_runner.h"
#include "ringback/v1/call_note.pb.h"

namespace ringback {

// The methods of ringback.v1.NoteService, which says what each does and which errors it gives. Safe
// from any thread.
class NoteMethods {
 public:
  explicit NoteMethods(RequestRunner* runner) : runner_(*runner) {}

  absl::StatusOr<v1::CallNote> CreateCallNote(const v1::CreateCallNoteRequest& request,
                                              const RequestContext& context);
  absl::StatusOr<v1::CallNote> GetCallNote(const v1::GetCallNoteRequest& request,
                                           const RequestContext& context);
  absl::StatusOr<v1::ListCallNotesResponse> ListCallNotes(const v1::ListCallNotesRequest& request,
                                                          const RequestContext& context);

 private:
  RequestRunner& runner_;
};

}  // namespace ringback

#endif  // RINGBACK_METHODS_NOTE_METHODS_H_
