// Whoever is erased is in none of the store's files any more, byte for byte: nor in pages that have
// become free, nor in SQLite's log.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/engine_fixture.h"

namespace ringback::test {
namespace {

constexpr char kMark[] = "Zaphnathpaaneah";  // stands in everything that is kept about them
constexpr char kNumber[] = "+12025550143";

std::string ContentOf(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class ErasedFile : public ::testing::Test {
 protected:
  // A caller with a history, and answers that are kept.
  v1::Caller AddWithHistory(const std::string& mark, const std::string& number) {
    const std::string text = absl::StrCat(mark, std::string(1500, 'x'));
    v1::CreateCallerRequest create;
    create.set_request_id(absl::StrCat("create ", number));
    *create.mutable_caller() = Person(mark, {number});
    create.mutable_caller()->add_emails(absl::StrCat(mark, "@example.com"));
    create.mutable_caller()->set_service_address(absl::StrCat("12 Elm Street, ", mark));
    const v1::Caller caller = Must(engine->callers().CreateCaller(create, engine.context()));
    v1::Lead lead;
    lead.set_caller(caller.name());
    lead.set_interest(mark);
    lead = engine.Add(lead);
    v1::CallNote note;
    note.set_caller(caller.name());
    note.set_text(text);
    note.add_stated_needs(mark);
    engine.Add(note);
    v1::RecordAttemptRequest attempt;
    attempt.set_request_id(absl::StrCat("attempt ", number));
    *attempt.mutable_attempt() =
        Ring(caller, v1::OutboundAttempt::OUTCOME_VOICEMAIL, engine.now - absl::Hours(1));
    attempt.mutable_attempt()->set_voicemail_text(text);
    Must(engine->attempts().RecordAttempt(attempt, engine.context()));
    engine.Call(number);
    v1::AskQuestionRequest question;
    question.mutable_question()->set_caller(caller.name());
    question.mutable_question()->set_text(mark);
    Must(engine->questions().AskQuestion(question, engine.context()));
    return caller;
  }

  // The files of the store that have the text in them.
  std::string FilesWith(const std::string& text) const {
    std::string files;
    for (const char* suffix : {"", "-wal"}) {
      if (ContentOf(engine.path() + suffix).find(text) != std::string::npos)
        absl::StrAppend(&files, " calls.db", suffix);
    }
    return files;
  }

  TestEngine engine;
};

TEST_F(ErasedFile, NothingOfThemIsInAnyFile) {
  const v1::Caller erased = AddWithHistory(kMark, kNumber);
  for (int i = 0; i < 20; ++i) {
    AddWithHistory(absl::StrCat("Other", i), absl::StrCat("+120255501", 50 + i));
  }
  ASSERT_NE(FilesWith(kMark), "");
  v1::DeleteCallerRequest request;
  request.set_name(erased.name());
  request.set_force(true);
  Must(engine->callers().DeleteCaller(request, engine.context()));
  for (const absl::Time until = absl::Now() + absl::Seconds(20); absl::Now() < until;) {
    if (FilesWith(kMark).empty() && FilesWith(kNumber).empty()) break;
    absl::SleepFor(absl::Milliseconds(20));
  }
  EXPECT_EQ(FilesWith(kMark), "");
  EXPECT_EQ(FilesWith(kNumber), "");
  EXPECT_NE(FilesWith("Other7"), "") << "more was erased than one caller";
}

}  // namespace
}  // namespace ringback::test
