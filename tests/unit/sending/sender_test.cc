// A sender that prints letters, beside an engine, on a clock that stands until it is moved.
#include "ringback/sending/sender.h"

#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ringback/base/clock.h"
#include "ringback/model/errors.h"
#include "tests/store/scratch_folder.h"
#include "tests/support/engine_fixture.h"

namespace ringback::test {
namespace {

using ::testing::HasSubstr;

class Letters : public ::testing::Test {
 protected:
  void SetUp() override {
    v1::Tenant tenant;
    tenant.set_time_zone("America/New_York");
    engine.SetTenant(tenant);
    v1::CreateCadenceRequest cadence;
    cadence.set_cadence_id("letter");
    cadence.mutable_cadence()->add_steps()->set_channel(v1::CHANNEL_LETTER);
    Must(engine->cadences().CreateCadence(cadence, engine.context()));
  }
  void Start() {
    SenderOptions options;
    options.letters_folder = folder.path();
    options.clock = &clock;
    sender = Must(Sender::Start(&engine->dispatch(), options));
  }
  v1::Lead WriteTo(const std::string& name) {
    v1::Caller caller = Person(name);
    caller.set_service_address("12 Elm Street, Springfield");
    v1::Lead lead;
    lead.set_caller(engine.Add(caller).name());
    lead.set_interest("a new boiler");
    lead = engine.Add(lead);
    v1::EnrolLeadRequest enrol;
    enrol.set_name(lead.name());
    enrol.set_cadence("tenants/default/cadences/letter");
    return Must(engine->cadences().EnrolLead(enrol, engine.context()));
  }
  bool WaitForTouch(const v1::Lead& lead) {
    const absl::Time until = absl::Now() + absl::Seconds(20);
    while (engine.Get(lead).touch_count() == 0) {
      if (absl::Now() > until) return false;
      absl::SleepFor(absl::Milliseconds(10));
    }
    return true;
  }
  std::string TextOf(const std::string& file) {
    std::string text;
    FILE* pipe = popen(("pdftotext -layout " + folder.File(file) + " -").c_str(), "r");
    char buffer[4096];
    while (size_t read = fread(buffer, 1, sizeof(buffer), pipe)) text.append(buffer, read);
    EXPECT_EQ(pclose(pipe), 0) << file;
    return text;
  }

  TestEngine engine;
  ManualClock clock{TestStart()};
  ScratchFolder folder;
  std::unique_ptr<Sender> sender;
};

TEST_F(Letters, ADayHasOneFileToWhichLettersAreAdded) {
  Start();
  ASSERT_TRUE(WaitForTouch(WriteTo("Robert Jones")));
  EXPECT_THAT(TextOf("default-2030-10-07.pdf"), HasSubstr("Robert Jones"));
  ASSERT_TRUE(WaitForTouch(WriteTo("Mary Smith")));
  const std::string day = TextOf("default-2030-10-07.pdf");
  EXPECT_THAT(day, HasSubstr("Robert Jones"));
  EXPECT_THAT(day, HasSubstr("Mary Smith"));
  EXPECT_EQ(std::count(day.begin(), day.end(), '\f'), 2);
  // 11:00 in New York; the next day begins thirteen hours later there.
  engine.Pass(absl::Hours(14));
  clock.MoveTo(engine.now);
  ASSERT_TRUE(WaitForTouch(WriteTo("Ann Miller")));
  const std::string next = TextOf("default-2030-10-08.pdf");
  EXPECT_THAT(next, HasSubstr("Ann Miller"));
  EXPECT_EQ(std::count(next.begin(), next.end(), '\f'), 1);
}

TEST_F(Letters, ALetterThatWasPrintedAndNotToldOfIsInTheFileOnce) {
  const v1::Lead lead = WriteTo("Robert Jones");
  // As a process that died after it had written the file leaves it.
  const auto room = [](std::string_view, std::string_view) { return 10; };
  ASSERT_TRUE(engine->dispatch().QueueTouches(engine.now, room).ok());
  ASSERT_EQ(Must(engine->dispatch().Claim(engine.now, absl::Minutes(5), room)).size(), 1u);
  Start();
  ASSERT_TRUE(WaitForTouch(lead));
  const std::string day = TextOf("default-2030-10-07.pdf");
  EXPECT_EQ(std::count(day.begin(), day.end(), '\f'), 1);
}

TEST_F(Letters, AFolderThatCannotBeWrittenIsSaid) {
  SenderOptions options;
  options.letters_folder = folder.File("nowhere");
  const auto refused = Sender::Start(&engine->dispatch(), options);
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(MetadataOf(refused.status(), "field"), "letters");
}

}  // namespace
}  // namespace ringback::test
