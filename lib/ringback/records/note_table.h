// Call notes in the store.
#ifndef RINGBACK_RECORDS_NOTE_TABLE_H_
#define RINGBACK_RECORDS_NOTE_TABLE_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ringback/store/store.h"
#include "ringback/v1/call_note.pb.h"

namespace ringback {

// The note of a resource name. NOT_FOUND when there is none.
absl::StatusOr<v1::CallNote> NeedNote(store::Session& session, std::string_view name);

// Adds a note under `id`.
absl::Status InsertNote(store::WriteSession& session, std::string_view tenant, int64_t id,
                        const v1::CallNote& note);

// What a list is narrowed to; 0 does not narrow.
struct NoteFilter {
  int64_t caller = 0;
  int64_t lead = 0;
  int64_t call = 0;
};

// At most `rows` notes before `before`, newest first.
absl::StatusOr<std::vector<v1::CallNote>> ListNoteRows(store::Session& session,
                                                       std::string_view tenant,
                                                       const NoteFilter& filter, int64_t before,
                                                       int64_t rows);

// A caller's notes as of `at_us`, newest first, at most `rows`.
absl::StatusOr<std::vector<v1::CallNote>> RecentNotesOf(store::Session& session,
                                                        std::string_view tenant, int64_t caller,
                                                        int64_t at_us, int64_t rows);

// Gives the notes of `call` that are about nobody, or about `from`, to `to` (0: nobody).
absl::Status MoveNotesOfCall(store::WriteSession& session, std::string_view tenant, int64_t call,
                             int64_t from, int64_t to);

// Removes the notes about a caller.
absl::Status EraseNotesOf(store::WriteSession& session, std::string_view tenant, int64_t caller);

// Removes the notes that were saved and taken before `cut_us`, with what belongs to them, oldest
// first: looks at the next `rows` of those saved before it, after id `after`. Returns the id of the
// last one, to go on after, or 0 when none was left.
absl::StatusOr<int64_t> RemoveOldNotes(store::WriteSession& session, std::string_view tenant,
                                       int64_t cut_us, int64_t after, int64_t rows);

}  // namespace ringback

#endif  // RINGBACK_RECORDS_NOTE_TABLE_H_
