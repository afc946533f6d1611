// The rules of questions that the documentation does not answer.
#ifndef RINGBACK_METHODS_QUESTION_METHODS_H_
#define RINGBACK_METHODS_QUESTION_METHODS_H_

#include "absl/status/statusor.h"
#include "ringback/model/request_context.h"
#include "ringback/request/request_runner.h"
#include "ringback/v1/article.pb.h"

namespace ringback {

// The methods of ringback.v1.ArticleService about questions that the documentation does not answer;
// the proto says what each does and which errors it gives. Safe from any thread.
class QuestionMethods {
 public:
  explicit QuestionMethods(RequestRunner* runner) : runner_(*runner) {}

  absl::StatusOr<v1::Question> AskQuestion(const v1::AskQuestionRequest& request,
                                           const RequestContext& context);
  absl::StatusOr<v1::Question> GetQuestion(const v1::GetQuestionRequest& request,
                                           const RequestContext& context);
  absl::StatusOr<v1::ListQuestionsResponse> ListQuestions(const v1::ListQuestionsRequest& request,
                                                          const RequestContext& context);
  absl::StatusOr<v1::Question> AnswerQuestion(const v1::AnswerQuestionRequest& request,
                                              const RequestContext& context);

 private:
  RequestRunner& runner_;
};

}  // namespace ringback

#endif  // RINGBACK_METHODS_QUESTION_METHODS_H_
