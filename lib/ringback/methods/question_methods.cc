#include "ringback/methods/question_methods.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ringback/articles/article_change.h"
#include "ringback/base/status_macros.h"
#include "ringback/delivery/outbox.h"
#include "ringback/model/errors.h"
#include "ringback/model/ids.h"
#include "ringback/model/one_line.h"
#include "ringback/model/paging.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/text.h"
#include "ringback/model/timestamps.h"
#include "ringback/records/article_table.h"
#include "ringback/records/call_table.h"
#include "ringback/records/caller_table.h"
#include "ringback/records/question_table.h"

namespace ringback {
namespace {

using v1::Question;

// As the rules of Article say.
constexpr size_t kMaxTitleBytes = 300;
constexpr size_t kMaxBodyBytes = 200000;

// Checks what the question names, and sets its caller and agent from the call when none is given.
absl::Status FindSubject(WriteScope& scope, Question* question) {
  question->set_agent(AgentName(scope.tenant_id(), question->agent()));
  if (!question->call().empty()) {
    RINGBACK_ASSIGN_OR_RETURN(const v1::Call call, NeedCall(scope.session, question->call()));
    if (question->caller().empty()) question->set_caller(call.caller());
    if (question->agent().empty()) question->set_agent(call.agent());
  }
  return question->caller().empty() ? absl::OkStatus()
                                    : CheckCaller(scope.session, question->caller());
}

absl::Status EmitQuestion(WriteScope& scope, v1::EventType type, std::string_view agent,
                          const Question& question) {
  return scope.Emit(type, agent, question.name(),
                    [&](v1::Event& event) { *event.mutable_question() = question; });
}

// Makes a new FAQ article of the question and its answer.
absl::Status MakeArticle(WriteScope& scope, const std::string& agent, Question* question) {
  ArticleRecord record;
  v1::Article& article = record.article;
  const std::string title = OneLine(question->text());
  article.set_title(std::string(CutUtf8(title, kMaxTitleBytes)));
  article.set_kind(v1::Article::KIND_FAQ);
  article.set_body(article.title() == title
                       ? question->answer()
                       : absl::StrCat(question->text(), "\n\n", question->answer()));
  article.set_author(agent);
  RINGBACK_RETURN_IF_ERROR(AddArticle(scope, &record));
  question->set_article(article.name());
  return absl::OkStatus();
}

// Adds the question and its answer to an article, as a section.
absl::Status AddToArticle(WriteScope& scope, const std::string& agent, const std::string& name,
                          Question* question) {
  RINGBACK_ASSIGN_OR_RETURN(ArticleRecord record, NeedArticle(scope.session, name));
  v1::Article& article = record.article;
  const std::string between = article.body().empty() ? "" : "\n\n";
  article.set_body(absl::StrCat(article.body(), between, "## ", OneLine(question->text()), "\n\n",
                                question->answer()));
  if (article.body().size() > kMaxBodyBytes) {
    return InvalidField("article", absl::StrCat(name, " would have ", article.body().size(),
                                                " bytes of text with the answer; at most ",
                                                kMaxBodyBytes, " are allowed"));
  }
  if (!agent.empty()) article.set_author(agent);
  RINGBACK_RETURN_IF_ERROR(SaveNextRevision(scope, &record));
  question->set_article(article.name());
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Question> QuestionMethods::AskQuestion(const v1::AskQuestionRequest& request,
                                                      const RequestContext& context) {
  return runner_.Write<Question>(
      request, context, [&](WriteScope& scope) -> absl::StatusOr<Question> {
        Question question;
        question.set_text(request.question().text());
        question.set_caller(request.question().caller());
        question.set_call(request.question().call());
        question.set_agent(request.question().agent());
        if (OneLine(question.text()).empty()) {
          return InvalidField("question.text",
                              Quote(question.text()) + " has nothing that can be read");
        }
        RINGBACK_RETURN_IF_ERROR(FindSubject(scope, &question));
        question.set_name(ResourceName(scope.tenant_id(), "questions", NewId(scope.context.now)));
        question.set_state(Question::STATE_OPEN);
        *question.mutable_create_time() = FromMicros(scope.now_us());
        RINGBACK_ASSIGN_OR_RETURN(const bool forwarded, QueueQuestion(scope, question));
        if (forwarded) *question.mutable_forward_time() = FromMicros(scope.now_us());
        RINGBACK_RETURN_IF_ERROR(WriteQuestion(scope.session, question));
        RINGBACK_RETURN_IF_ERROR(
            EmitQuestion(scope, v1::EVENT_TYPE_QUESTION_ASKED, question.agent(), question));
        return question;
      });
}

absl::StatusOr<Question> QuestionMethods::GetQuestion(const v1::GetQuestionRequest& request,
                                                      const RequestContext& context) {
  return runner_.Read<Question>(request, context,
                                [&](ReadScope& scope) -> absl::StatusOr<Question> {
                                  return NeedQuestion(scope.session, request.name());
                                });
}

absl::StatusOr<v1::ListQuestionsResponse> QuestionMethods::ListQuestions(
    const v1::ListQuestionsRequest& request, const RequestContext& context) {
  return runner_.Read<v1::ListQuestionsResponse>(
      request, context, [&](ReadScope& scope) -> absl::StatusOr<v1::ListQuestionsResponse> {
        const std::string list =
            absl::StrCat("questions of ", scope.tenant.id, " ", request.state());
        RINGBACK_ASSIGN_OR_RETURN(const std::string after,
                                  ReadPageToken(list, request.page_token()));
        const int64_t rows = RowsOfPage(request.page_size());
        RINGBACK_ASSIGN_OR_RETURN(
            auto questions, ListQuestionRows(scope.session, scope.tenant_id(), request.state(),
                                             ParseId(after).value_or(0), rows + 1));
        v1::ListQuestionsResponse response;
        response.set_next_page_token(TakePage(list, rows, &questions));
        for (auto& question : questions) *response.add_questions() = std::move(question);
        return response;
      });
}

absl::StatusOr<Question> QuestionMethods::AnswerQuestion(const v1::AnswerQuestionRequest& request,
                                                         const RequestContext& context) {
  return runner_.Write<Question>(
      request, context, [&](WriteScope& scope) -> absl::StatusOr<Question> {
        const std::string agent = AgentName(scope.tenant_id(), request.agent());
        RINGBACK_ASSIGN_OR_RETURN(Question question, NeedQuestion(scope.session, request.name()));
        if (question.state() != Question::STATE_OPEN) {
          return WrongState(request.name(), "ANSWERED",
                            "it was answered before; the answer is in its article");
        }
        question.set_answer(request.answer());
        RINGBACK_RETURN_IF_ERROR(request.article().empty()
                                     ? MakeArticle(scope, agent, &question)
                                     : AddToArticle(scope, agent, request.article(), &question));
        question.set_state(Question::STATE_ANSWERED);
        *question.mutable_answer_time() = FromMicros(scope.now_us());
        RINGBACK_RETURN_IF_ERROR(WriteQuestion(scope.session, question));
        RINGBACK_RETURN_IF_ERROR(
            EmitQuestion(scope, v1::EVENT_TYPE_QUESTION_ANSWERED, agent, question));
        return question;
      });
}

}  // namespace ringback
