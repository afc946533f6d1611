#include <memory>
#include <string>
#include <vector>

#include "apps/ringback/commands.h"
#include "apps/ringback/enum_words.h"
#include "apps/ringback/text_file.h"
#include "ringback/model/resource_name.h"

namespace ringback::cli {

namespace {

using Articles = v1::ArticleService::Stub;
using v1::Question;

std::vector<Column<Question>> QuestionColumns() {
  return {
      {"QUESTION", [](const Question& q, const Clock&) { return q.name(); }},
      {"STATE", [](const Question& q, const Clock&) { return Words(q.state()); }},
      {"ASKED", [](const Question& q,
                   const Clock& clock) { return ShortTime(FromProto(q.create_time()), clock); }},
      {"AGENT",
       [](const Question& q, const Clock&) { return std::string(LastSegment(q.agent())); }},
      {"TEXT", [](const Question& q, const Clock&) { return q.text(); }},
  };
}

void AddAnswer(CLI::App& group, Command* chosen) {
  CLI::App& app = AddSubcommand(
      group, {"answer", "Answers a question; the answer becomes documentation",
              "ringback question answer 0sczz0z40pd2q \"Yes, from eight to noon\" --agent sam"});
  const auto bound =
      BindFlags(app, v1::AnswerQuestionRequest::default_instance(),
                {{"QUESTION", "name", "The question: a name or an id", true},
                 {"ANSWER", "answer", "The answer, in Markdown"},
                 {"--article", "article", "The article to add it to; a new one unless given"},
                 {"--agent", "agent", "Who answers"},
                 {"--request-id", "request_id", "Makes it safe to repeat"}});
  const auto file = std::make_shared<std::string>();
  app.add_option("--file", *file, "A file with the answer; - is standard input")
      ->excludes(bound[1].option);
  const auto run = [bound, file](Session& session) -> absl::Status {
    if (!file->empty()) {
      const absl::StatusOr<std::string> read = ReadTextFile(*file);
      if (!read.ok()) return read.status();
      bound[1].option->add_result(*read);
    }
    v1::AnswerQuestionRequest request;
    absl::Status status = FillRequest(bound, session, &request);
    if (!status.ok()) return status;
    const auto answer = session.Call(&Client::articles, &Articles::AnswerQuestion, request);
    if (answer.ok()) session.ShowResource(*answer);
    return answer.status();
  };
  app.callback([chosen, run] { *chosen = run; });
}

}  // namespace

void AddQuestionCommands(CLI::App& root, Command* chosen) {
  CLI::App& group =
      AddGroup(root, "question", "What callers asked, and the documentation does not answer");
  AddVerb(group, chosen,
          {"ask", "Logs a question, and forwards it to the company",
           "ringback question ask \"Do you come on Sundays?\" --call 0sczz0z40pd2q --agent tracy"},
          {{"TEXT", "question.text", "The question", true},
           {"--caller", "question.caller", "Who asked"},
           {"--call", "question.call", "The call that it was asked in"},
           {"--agent", "question.agent", "Who could not answer"},
           {"--request-id", "request_id", "Makes it safe to repeat"}},
          Method<Articles, v1::AskQuestionRequest, Question>{&Client::articles,
                                                             &Articles::AskQuestion});
  AddVerb(group, chosen, {"get", "Shows a question", "ringback question get 0sczz0z40pd2q"},
          {{"QUESTION", "name", "The question: a name or an id", true}},
          Method<Articles, v1::GetQuestionRequest, Question>{&Client::articles,
                                                             &Articles::GetQuestion});
  AddList(
      group, chosen, {"list", "Lists the questions", "ringback question list --state open"},
      {{"--state", "state", "Only those in this state"}},
      Method<Articles, v1::ListQuestionsRequest, v1::ListQuestionsResponse>{
          &Client::articles, &Articles::ListQuestions},
      [](const v1::ListQuestionsResponse& page) { return page.questions(); }, QuestionColumns());
  AddAnswer(group, chosen);
}

}  // namespace ringback::cli
