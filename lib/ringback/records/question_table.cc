#include "ringback/records/question_table.h"

#include <string>
#include <utility>

#include "absl/time/time.h"
#include "ringback/base/status_macros.h"
#include "ringback/model/errors.h"
#include "ringback/model/ids.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/timestamps.h"
#include "ringback/store/field_reader.h"
#include "ringback/store/statements.h"

namespace ringback {
namespace {

using store::FieldReader;
using store::Row;
using store::Session;
using store::WriteSession;

#define RINGBACK_QUESTION_COLUMNS \
  "id, body, caller, call, agent, state, answer, article, forward_us, answer_us, create_us"

v1::Question QuestionFromRow(std::string_view tenant, const Row& row) {
  v1::Question question;
  FieldReader<v1::Question> in(row, &question);
  in.Name(tenant, "questions", &v1::Question::mutable_name);
  in.Text(&v1::Question::mutable_text);
  in.Name(tenant, "callers", &v1::Question::mutable_caller);
  in.Name(tenant, "calls", &v1::Question::mutable_call);
  in.ChosenName(tenant, "agents", &v1::Question::mutable_agent);
  question.set_state(static_cast<v1::Question::State>(in.Int()));
  in.Text(&v1::Question::mutable_answer);
  in.Name(tenant, "articles", &v1::Question::mutable_article);
  in.Time(&v1::Question::mutable_forward_time);
  in.Time(&v1::Question::mutable_answer_time);
  SetMicros(in.Int(), question.mutable_create_time());
  return question;
}

absl::StatusOr<std::vector<v1::Question>> Questions(Session& session, std::string_view tenant,
                                                    std::string_view sql,
                                                    absl::Span<const store::Param> params) {
  std::vector<v1::Question> questions;
  RINGBACK_RETURN_IF_ERROR(session.Query(
      sql, params, [&](const Row& row) { questions.push_back(QuestionFromRow(tenant, row)); }));
  return questions;
}

int64_t MicrosOrNone(bool is_set, const google::protobuf::Timestamp& time) {
  return is_set ? ToMicros(time) : 0;
}

}  // namespace

absl::StatusOr<v1::Question> NeedQuestion(Session& session, std::string_view name) {
  const std::string_view tenant = TenantOf(name);
  RINGBACK_ASSIGN_OR_RETURN(
      auto questions,
      Questions(session, tenant,
                "SELECT " RINGBACK_QUESTION_COLUMNS " FROM questions WHERE tenant = $1 AND id = $2",
                {tenant, IdOf(name)}));
  if (questions.empty()) return NotFound(name);
  return std::move(questions.front());
}

absl::Status WriteQuestion(WriteSession& session, const v1::Question& question) {
  return session
      .Execute("INSERT INTO questions (tenant, " RINGBACK_QUESTION_COLUMNS
               ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (tenant, "
               "id) DO UPDATE SET state = excluded.state, answer = excluded.answer, article = "
               "excluded.article, forward_us = excluded.forward_us, answer_us = excluded.answer_us",
               {TenantOf(question.name()), IdOf(question.name()), question.text(),
                IdOf(question.caller()), IdOf(question.call()), LastSegment(question.agent()),
                question.state(), question.answer(), IdOf(question.article()),
                MicrosOrNone(question.has_forward_time(), question.forward_time()),
                MicrosOrNone(question.has_answer_time(), question.answer_time()),
                ToMicros(question.create_time())})
      .status();
}

absl::StatusOr<std::vector<v1::Question>> ListQuestionRows(Session& session,
                                                           std::string_view tenant,
                                                           v1::Question::State state, int64_t after,
                                                           int64_t rows) {
  store::NarrowedQuery query("SELECT " RINGBACK_QUESTION_COLUMNS
                             " FROM questions WHERE tenant = $1 AND id > $2",
                             {tenant, after, rows});
  if (state != v1::Question::STATE_UNSPECIFIED) query.Narrow("state", state);
  query.End(" ORDER BY id LIMIT $3");
  return Questions(session, tenant, query.sql(), query.params());
}

absl::Status ForgetArticleOfAnswers(WriteSession& session, std::string_view tenant,
                                    int64_t article) {
  return session
      .Execute(
          "UPDATE questions SET article = 0 WHERE tenant = $1 AND article = $2 AND article <> 0",
          {tenant, article})
      .status();
}

absl::Status MoveQuestionsOfCall(WriteSession& session, std::string_view tenant, int64_t call,
                                 int64_t from, int64_t to) {
  return session
      .Execute(
          "UPDATE questions SET caller = $4 WHERE tenant = $1 AND call = $2 AND call <> 0 AND "
          "(caller = 0 OR caller = $3)",
          {tenant, call, from, to})
      .status();
}

absl::Status EraseQuestionsOf(WriteSession& session, std::string_view tenant, int64_t caller) {
  return session
      .Execute("DELETE FROM questions WHERE tenant = $1 AND caller = $2 AND caller <> 0",
               {tenant, caller})
      .status();
}

absl::StatusOr<int64_t> RemoveOldQuestions(WriteSession& session, std::string_view tenant,
                                           int64_t cut_us, int64_t after, int64_t rows) {
  int64_t last = 0;
  RINGBACK_RETURN_IF_ERROR(session.Query(
      "SELECT id FROM questions WHERE tenant = $1 AND id > $2 AND id < $3 ORDER BY id LIMIT $4",
      {tenant, after, FirstIdAt(absl::FromUnixMicros(cut_us)), rows},
      [&](const Row& row) { last = row.Int(0); }));
  if (last == 0) return 0;
  RINGBACK_RETURN_IF_ERROR(
      session
          .Execute("DELETE FROM questions WHERE tenant = $1 AND id > $2 AND id <= $3 AND state = "
                   "$4 AND answer_us < $5",
                   {tenant, after, last, v1::Question::STATE_ANSWERED, cut_us})
          .status());
  return last;
}

}  // namespace ringback
