// Questions that the documentation does not answer, and what becomes of their answers.
#include "ringback/methods/question_methods.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ringback/model/errors.h"
#include "tests/unit/articles/library.h"

namespace ringback::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::Question;

constexpr char kHome[] = "+12024561414";

class Questions : public ::testing::Test {
 protected:
  absl::StatusOr<Question> Ask(const Question& question, const std::string& parent = "") {
    v1::AskQuestionRequest request;
    request.set_parent(parent);
    *request.mutable_question() = question;
    return engine->questions().AskQuestion(request, engine.context());
  }

  Question AskText(const std::string& text) {
    Question question;
    question.set_text(text);
    return Must(Ask(question));
  }

  absl::StatusOr<Question> Answer(const Question& question, const std::string& answer,
                                  const std::string& article = "") {
    v1::AnswerQuestionRequest request;
    request.set_name(question.name());
    request.set_answer(answer);
    request.set_article(article);
    request.set_agent("sam");
    return engine->questions().AnswerQuestion(request, engine.context());
  }

  Question Read(const Question& question) {
    v1::GetQuestionRequest request;
    request.set_name(question.name());
    return Must(engine->questions().GetQuestion(request, engine.context()));
  }

  std::vector<std::string> Texts(Question::State state = Question::STATE_UNSPECIFIED) {
    v1::ListQuestionsRequest request;
    request.set_page_size(1);
    request.set_state(state);
    std::vector<std::string> texts;
    do {
      const auto page = Must(engine->questions().ListQuestions(request, engine.context()));
      for (const Question& each : page.questions()) texts.push_back(each.text());
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return texts;
  }

  TestEngine engine;
};

TEST_F(Questions, AreReadAsTheyWereAsked) {
  const v1::Caller robert = engine.Add(Person("Robert Sample", {kHome}));
  const v1::Call call = engine.Call(kHome, "", "tracy").call();
  Question question;
  question.set_text("Do you come\non Sundays?");
  question.set_call(call.name());
  const Question asked = Must(Ask(question));
  question.set_name(asked.name());
  question.set_caller(robert.name());
  question.set_agent("tenants/default/agents/tracy");
  question.set_state(Question::STATE_OPEN);
  *question.mutable_create_time() = AtTime(engine.now);
  EXPECT_EQ(asked.SerializeAsString(), question.SerializeAsString()) << asked.DebugString();
  EXPECT_EQ(Read(asked).SerializeAsString(), asked.SerializeAsString());
}

TEST_F(Questions, TheAnswerBecomesAnFaqArticleThatIsFound) {
  const Question asked = AskText("Do you come on\nSundays?");
  engine.Pass(absl::Hours(1));
  const Question answered = Must(Answer(asked, "Yes, for **emergencies**."));
  EXPECT_EQ(answered.state(), Question::STATE_ANSWERED);
  EXPECT_EQ(answered.answer(), "Yes, for **emergencies**.");
  EXPECT_EQ(answered.answer_time().seconds(), absl::ToUnixSeconds(engine.now));
  EXPECT_EQ(Read(asked).SerializeAsString(), answered.SerializeAsString());
  const v1::Article article = Must(Get(engine, answered.article()));
  EXPECT_EQ(article.title(), "Do you come on Sundays?");
  EXPECT_EQ(article.body(), "Yes, for **emergencies**.");
  EXPECT_EQ(article.kind(), v1::Article::KIND_FAQ);
  EXPECT_EQ(article.author(), "tenants/default/agents/sam");
  EXPECT_THAT(Found(engine, "sunday"), ElementsAre("Do you come on Sundays?"));
}

TEST_F(Questions, ALongOneIsWholeInItsArticle) {
  const std::string text = "Why " + std::string(400, 'x') + "?";
  const Question answered = Must(Answer(AskText(text), "So."));
  const v1::Article article = Must(Get(engine, answered.article()));
  EXPECT_EQ(article.title(), text.substr(0, 300));
  EXPECT_EQ(article.body(), text + "\n\nSo.");
}

TEST_F(Questions, TheAnswerIsAddedToAnArticleAsItsNextRevision) {
  const v1::Article hours = Must(Create(engine, Text("Hours", "Eight to five.")));
  const Question answered = Must(Answer(AskText("On Sundays?"), "No.", hours.name()));
  EXPECT_EQ(answered.article(), hours.name());
  const v1::Article now = Must(Get(engine, hours.name()));
  EXPECT_EQ(now.body(), "Eight to five.\n\n## On Sundays?\n\nNo.");
  EXPECT_EQ(now.revision(), 2);
  EXPECT_EQ(Must(Get(engine, hours.name(), 1)).body(), "Eight to five.");
  EXPECT_THAT(Found(engine, "sundays"), ElementsAre("Hours"));
}

TEST_F(Questions, AreAnsweredOnce) {
  const Question asked = AskText("On Sundays?");
  Must(Answer(asked, "No."));
  const absl::Status again = Answer(asked, "Yes.").status();
  EXPECT_EQ(again.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(again.message()), ::testing::HasSubstr("ANSWERED"));
  EXPECT_EQ(Read(asked).answer(), "No.");
  EXPECT_THAT(Found(engine, "sundays"), ElementsAre("On Sundays?"));
}

TEST_F(Questions, AnAnswerThatDoesNotFitChangesNothing) {
  const Question asked = AskText("On Sundays?");
  EXPECT_EQ(Answer(asked, "No.", "tenants/default/articles/0000000000001").status().code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(
      MetadataOf(Answer(asked, "No.", "tenants/other/articles/0000000000001").status(), "field"),
      "article");
  EXPECT_EQ(MetadataOf(Answer(asked, "").status(), "field"), "answer");
  const v1::Article full = Must(Create(engine, Text("Full", std::string(199990, 'x'))));
  EXPECT_EQ(MetadataOf(Answer(asked, "No, never.", full.name()).status(), "field"), "article");
  EXPECT_EQ(Read(asked).state(), Question::STATE_OPEN);
  EXPECT_EQ(Must(Get(engine, full.name())).revision(), 1);
}

TEST_F(Questions, AreListedOldestFirstByState) {
  const Question a = AskText("a");
  AskText("b");
  AskText("c");
  Must(Answer(a, "yes"));
  EXPECT_THAT(Texts(), ElementsAre("a", "b", "c"));
  EXPECT_THAT(Texts(Question::STATE_OPEN), ElementsAre("b", "c"));
  EXPECT_THAT(Texts(Question::STATE_ANSWERED), ElementsAre("a"));
}

TEST_F(Questions, BadOnesAreRefusedByFieldAndLeaveNothing) {
  const auto field = [&](auto change) {
    Question question;
    question.set_text("On Sundays?");
    change(question);
    const absl::Status refused = Ask(question).status();
    EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument) << refused;
    return MetadataOf(refused, "field");
  };
  EXPECT_EQ(field([](Question& q) { q.clear_text(); }), "question.text");
  EXPECT_EQ(field([](Question& q) { q.set_text(" \n"); }), "question.text");
  EXPECT_EQ(field([](Question& q) { q.set_text(std::string(2001, 'x')); }), "question.text");
  EXPECT_EQ(field([](Question& q) { q.set_caller("tenants/other/callers/0000000000001"); }),
            "question.caller");
  EXPECT_EQ(field([](Question& q) { q.set_call("tenants/other/calls/0000000000001"); }),
            "question.call");
  EXPECT_EQ(field([](Question& q) { q.set_agent("tenants/other/agents/sam"); }), "question.agent");
  EXPECT_THAT(Texts(), IsEmpty());
  Question of_nobody;
  of_nobody.set_text("On Sundays?");
  of_nobody.set_caller("tenants/default/callers/0000000000001");
  EXPECT_EQ(Ask(of_nobody).status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(Texts(), IsEmpty());
}

TEST_F(Questions, GoWithTheCallerWhoAskedThemAndTheArticleStays) {
  const v1::Caller robert = engine.Add(Person("Robert Sample", {kHome}));
  Question question;
  question.set_text("On Sundays?");
  question.set_caller(robert.name());
  const Question asked = Must(Ask(question));
  v1::DeleteCallerRequest erase;
  erase.set_name(robert.name());
  const absl::Status refused = engine->callers().DeleteCaller(erase, engine.context()).status();
  EXPECT_THAT(std::string(refused.message()), ::testing::HasSubstr("1 questions"));
  Must(Answer(asked, "No."));
  erase.set_force(true);
  Must(engine->callers().DeleteCaller(erase, engine.context()));
  EXPECT_THAT(Texts(), IsEmpty());
  EXPECT_THAT(Found(engine, "sundays"), ElementsAre("On Sundays?"));
}

TEST_F(Questions, BelongToWhomTheirCallIsIdentifiedAs) {
  const v1::Caller robert = engine.Add(Person("Robert Sample", {kHome}));
  const v1::Call call = engine.Call("+12025550199").call();
  Question question;
  question.set_text("On Sundays?");
  question.set_call(call.name());
  const Question asked = Must(Ask(question));
  EXPECT_EQ(asked.caller(), "");
  engine.Confirm(call, robert, "tracy");
  EXPECT_EQ(Read(asked).caller(), robert.name());
  engine.Reject(call, robert, "tracy");
  EXPECT_EQ(Read(asked).caller(), "");
}

TEST_F(Questions, WhoseArticleIsRemovedStayAnswered) {
  const Question answered = Must(Answer(AskText("On Sundays?"), "No."));
  Must(Delete(engine, answered.article()));
  const Question now = Read(answered);
  EXPECT_EQ(now.article(), "");
  EXPECT_EQ(now.answer(), "No.");
  EXPECT_EQ(now.state(), Question::STATE_ANSWERED);
}

}  // namespace
}  // namespace ringback::test
