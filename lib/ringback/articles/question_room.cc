#include "ringback/articles/question_room.h"

namespace ringback {

absl::StatusOr<v1::Question> QuestionRoom::AskQuestion(const v1::AskQuestionRequest& request,
                                                       const RequestContext& context) {
  return runner_.Write<v1::Question>(request, request.parent(), context,
                                     [&](WriteScope&) -> absl::StatusOr<v1::Question> {
                                       return absl::UnimplementedError("AskQuestion");
                                     });
}

absl::StatusOr<v1::Question> QuestionRoom::GetQuestion(const v1::GetQuestionRequest& request,
                                                       const RequestContext& context) {
  return runner_.Read<v1::Question>(request, request.name(), context,
                                    [&](ReadScope&) -> absl::StatusOr<v1::Question> {
                                      return absl::UnimplementedError("GetQuestion");
                                    });
}

absl::StatusOr<v1::ListQuestionsResponse> QuestionRoom::ListQuestions(
    const v1::ListQuestionsRequest& request, const RequestContext& context) {
  return runner_.Read<v1::ListQuestionsResponse>(
      request, request.parent(), context,
      [&](ReadScope&) -> absl::StatusOr<v1::ListQuestionsResponse> {
        return absl::UnimplementedError("ListQuestions");
      });
}

absl::StatusOr<v1::Question> QuestionRoom::AnswerQuestion(const v1::AnswerQuestionRequest& request,
                                                          const RequestContext& context) {
  return runner_.Write<v1::Question>(request, request.name(), context,
                                     [&](WriteScope&) -> absl::StatusOr<v1::Question> {
                                       return absl::UnimplementedError("AnswerQuestion");
                                     });
}

}  // namespace ringback
