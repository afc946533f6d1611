// Questions that the documentation does not answer, in the store.
#ifndef RINGBACK_RECORDS_QUESTION_TABLE_H_
#define RINGBACK_RECORDS_QUESTION_TABLE_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ringback/store/store.h"
#include "ringback/v1/article.pb.h"

namespace ringback {

// The question of a resource name. NOT_FOUND when there is none.
absl::StatusOr<v1::Question> NeedQuestion(store::Session& session, std::string_view name);

// Adds a question, or replaces the one of its name.
absl::Status WriteQuestion(store::WriteSession& session, const v1::Question& question);

// At most `rows` questions after `after`, oldest first; those in `state` alone, unless it is
// STATE_UNSPECIFIED.
absl::StatusOr<std::vector<v1::Question>> ListQuestionRows(store::Session& session,
                                                           std::string_view tenant,
                                                           v1::Question::State state, int64_t after,
                                                           int64_t rows);

// Takes an article that is removed out of the questions whose answer was in it.
absl::Status ForgetArticleOfAnswers(store::WriteSession& session, std::string_view tenant,
                                    int64_t article);

// Gives the questions of `call` that nobody asked, or `from` did, to `to` (0: nobody).
absl::Status MoveQuestionsOfCall(store::WriteSession& session, std::string_view tenant,
                                 int64_t call, int64_t from, int64_t to);

// Removes the questions that a caller asked. What became documentation stays.
absl::Status EraseQuestionsOf(store::WriteSession& session, std::string_view tenant,
                              int64_t caller);

// Removes the questions that were answered before `cut_us`, oldest first: looks at the next `rows`
// of those asked before it, after id `after`. Returns the id of the last one, to go on after, or 0
// when none was left.
absl::StatusOr<int64_t> RemoveOldQuestions(store::WriteSession& session, std::string_view tenant,
                                           int64_t cut_us, int64_t after, int64_t rows);

}  // namespace ringback

#endif  // RINGBACK_RECORDS_QUESTION_TABLE_H_
