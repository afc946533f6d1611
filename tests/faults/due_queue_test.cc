// Nobody is rung twice: 64 agents at once take 10,000 due contacts from a real ringbackd. One in
// ten vanishes with a contact in hand, some in the middle of a request, and the server is killed
// with kill -9 in between. At the end every contact was made exactly once, and at no time, by the
// server's own answers, did two agents hold the same one.
#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "gtest/gtest.h"
#include "ringback/base/clock.h"
#include "ringback/client.h"
#include "ringback/engine.h"
#include "ringback/model/timestamps.h"
#include "tests/e2e/server_process.h"
#include "tests/store/scratch_folder.h"

namespace ringback::test {
namespace {

constexpr int kContacts = 10'000;
constexpr int kAgents = 64;
constexpr int kKills = 3;
constexpr absl::Duration kLease = absl::Seconds(30);
// The clock of the server runs this much faster, so that leases of the shortest kind end soon.
constexpr int kSpeed = 60;
// When nothing is due and nothing was for so long, by the server's clock, no lease is left that
// could come back but those of agents who are still at work.
constexpr absl::Duration kQuiet = absl::Seconds(45);

// Monday, in the morning.
absl::Time Start() {
  return absl::FromCivil(absl::CivilHour(2030, 10, 7, 10), absl::UTCTimeZone());
}

// A span in which an agent held a contact, by the server's answers.
struct Hold {
  int64_t from_us = 0;
  int64_t until_us = 0;
  std::string agent;
};

// What the agents know together.
class Desk {
 public:
  explicit Desk(std::string address) : address_(std::move(address)) {}

  absl::Time Now() const { return Start() + kSpeed * (absl::Now() - began_); }

  // Where the server is; waits while there is none.
  std::string Address() {
    while (true) {
      {
        std::lock_guard lock(mutex_);
        if (!address_.empty()) return address_;
      }
      absl::SleepFor(absl::Milliseconds(10));
    }
  }
  void SetAddress(std::string address) {
    std::lock_guard lock(mutex_);
    address_ = std::move(address);
  }

  void Held(const v1::DueContact& contact, int64_t until_us) {
    const int64_t end_us = ToMicros(contact.lease_expire_time());
    std::lock_guard lock(mutex_);
    holds_[contact.name()].push_back({end_us - absl::ToInt64Microseconds(kLease),
                                      std::min(until_us, end_us), contact.lease_agent()});
  }

  void SomethingCame() { last_ = absl::ToUnixMicros(Now()); }
  bool WasQuietAt(absl::Time time) const { return time - absl::FromUnixMicros(last_) > kQuiet; }

  // Sorts and checks; how many holds there were.
  size_t CheckHolds() {
    size_t count = 0;
    for (auto& [contact, holds] : holds_) {
      std::sort(holds.begin(), holds.end(),
                [](const Hold& a, const Hold& b) { return a.from_us < b.from_us; });
      for (size_t i = 1; i < holds.size(); ++i) {
        EXPECT_LE(holds[i - 1].until_us, holds[i].from_us)
            << contact << " was held by " << holds[i - 1].agent << " and by " << holds[i].agent;
      }
      count += holds.size();
    }
    return count;
  }

  std::atomic<int> completed{0}, vanished{0}, lost{0}, at_work{kAgents};

 private:
  const absl::Time began_ = absl::Now();
  std::atomic<int64_t> last_{absl::ToUnixMicros(Start())};
  std::mutex mutex_;
  std::string address_;
  std::map<std::string, std::vector<Hold>> holds_;
};

// An agent who takes contacts until none comes any more.
class Agent {
 public:
  Agent(Desk* desk, int number)
      : desk_(*desk), number_(number), random_(static_cast<unsigned>(number) + 1) {}

  void Work() {
    Appear();
    while (true) {
      const absl::Time asked = desk_.Now();
      v1::DueContact contact;
      if (!Take(&contact)) {
        if (desk_.WasQuietAt(asked)) break;
        absl::SleepFor(absl::Milliseconds(20));
        continue;
      }
      desk_.SomethingCame();
      if (random_() % 10 == 0) {
        Vanish(contact);
      } else {
        Make(contact);
      }
    }
    --desk_.at_work;
  }

 private:
  // A new program, on a new connection, under a new name.
  void Appear() {
    agent_ = absl::StrCat("agent-", number_, "-", ++lives_);
    client_ = std::make_unique<Client>(Client::Connect(desk_.Address()));
  }

  std::unique_ptr<grpc::ClientContext> NewContext(absl::Duration patience) const {
    auto context = std::make_unique<grpc::ClientContext>();
    context->set_deadline(std::chrono::system_clock::now() + absl::ToChronoMicroseconds(patience));
    context->AddMetadata("ringback-now", absl::StrCat(absl::ToUnixMicros(desk_.Now())));
    return context;
  }

  // Leases the next contact; asks again with the same request_id when the server went away.
  bool Take(v1::DueContact* contact) {
    v1::LeaseDueContactRequest request;
    request.set_agent(agent_);
    request.mutable_lease_duration()->set_seconds(absl::ToInt64Seconds(kLease));
    request.set_request_id(absl::StrCat(agent_, "-", ++requests_));
    v1::LeaseDueContactResponse response;
    const grpc::Status status = Insist([&](grpc::ClientContext* context) {
      return client_->follow_up().LeaseDueContact(context, request, &response);
    });
    EXPECT_TRUE(status.ok()) << status.error_message();
    *contact = response.due_contact();
    return status.ok() && response.has_due_contact();
  }

  template <typename Call>
  grpc::Status Insist(Call&& call) {
    while (true) {
      const auto context = NewContext(absl::Seconds(20));
      const grpc::Status status = call(context.get());
      if (status.error_code() != grpc::StatusCode::UNAVAILABLE &&
          status.error_code() != grpc::StatusCode::DEADLINE_EXCEEDED) {
        return status;
      }
      client_ = std::make_unique<Client>(Client::Connect(desk_.Address()));
      absl::SleepFor(absl::Milliseconds(5));
    }
  }

  v1::CompleteDueContactRequest Completion(const v1::DueContact& contact) {
    v1::CompleteDueContactRequest request;
    request.set_name(contact.name());
    request.set_agent(agent_);
    request.set_request_id(absl::StrCat(agent_, "-", ++requests_));
    request.mutable_new_attempt()->set_outcome(v1::OutboundAttempt::OUTCOME_NO_ANSWER);
    return request;
  }

  void Make(const v1::DueContact& contact) {
    const auto request = Completion(contact);
    v1::DueContact done;
    const grpc::Status status = Insist([&](grpc::ClientContext* context) {
      return client_->follow_up().CompleteDueContact(context, request, &done);
    });
    // A lease may have run out while the server was away, or on a slow machine.
    EXPECT_TRUE(status.ok() || status.error_code() == grpc::StatusCode::ABORTED)
        << status.error_message();
    ++(status.ok() ? desk_.completed : desk_.lost);
    desk_.Held(contact, status.ok() ? ToMicros(done.end_time()) : INT64_MAX);
  }

  // Goes without a word: before saying that it was made, or while saying so.
  void Vanish(const v1::DueContact& contact) {
    ++desk_.vanished;
    v1::DueContact done;
    grpc::Status status(grpc::StatusCode::CANCELLED, "");
    if (random_() % 2 == 0) {
      const auto context = NewContext(absl::Microseconds(500 + random_() % 5000));
      status = client_->follow_up().CompleteDueContact(context.get(), Completion(contact), &done);
    }
    desk_.Held(contact, status.ok() ? ToMicros(done.end_time()) : INT64_MAX);
    Appear();
  }

  Desk& desk_;
  const int number_;
  int lives_ = 0;
  int requests_ = 0;
  std::minstd_rand random_;
  std::string agent_;
  std::unique_ptr<Client> client_;
};

// Opens the leads, each of a caller of their own; they are due from then on.
void Fill(const std::string& path) {
  ManualClock clock(Start());
  auto engine = Engine::Open("sqlite:" + path, {.clock = &clock});
  ASSERT_TRUE(engine.ok()) << engine.status();
  std::atomic<int> next{0};
  std::vector<std::thread> writers;
  for (int w = 0; w < 16; ++w) {
    writers.emplace_back([&] {
      for (int i = next++; i < kContacts; i = next++) {
        v1::CreateCallerRequest caller;
        caller.mutable_caller()->set_display_name(absl::StrCat("Sample ", i));
        caller.mutable_caller()->add_phones()->set_number(
            absl::StrFormat("+12025550%03d", 100 + i % 100));
        const auto saved = (*engine)->callers().CreateCaller(caller, {.now = Start()});
        ASSERT_TRUE(saved.ok()) << saved.status();
        v1::CreateLeadRequest lead;
        lead.mutable_lead()->set_caller(saved->name());
        const auto opened = (*engine)->leads().CreateLead(lead, {.now = Start()});
        ASSERT_TRUE(opened.ok()) << opened.status();
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
}

// The number that a query gives, asked of the file itself.
int64_t Ask(const std::string& path, const char* sql) {
  sqlite3* db = nullptr;
  EXPECT_EQ(sqlite3_open_v2(path.c_str(), &db, SQLITE_OPEN_READONLY, nullptr), SQLITE_OK);
  sqlite3_busy_timeout(db, 5000);
  int64_t number = -1;
  const auto take = [](void* out, int, char** columns, char**) {
    *static_cast<int64_t*>(out) = columns[0] == nullptr ? 0 : std::atoll(columns[0]);
    return 0;
  };
  EXPECT_EQ(sqlite3_exec(db, sql, take, &number, nullptr), SQLITE_OK) << sqlite3_errmsg(db);
  sqlite3_close(db);
  return number;
}

TEST(DueQueueTest, EveryContactIsMadeOnceAndHeldByOneAgentAtATime) {
  const ScratchFolder folder;
  const std::string path = folder.File("calls.db");
  Fill(path);
  ASSERT_EQ(Ask(path, "SELECT COUNT(*) FROM due_contacts WHERE state = 1"), kContacts);
  const std::vector<std::string> arguments = {"--store", "sqlite:" + path, "--listen",
                                              "127.0.0.1:0", "--simulated-clock"};
  auto server = std::make_unique<ServerProcess>(arguments, folder.File("log"));
  ASSERT_TRUE(server->listens()) << server->Log();
  Desk desk(server->addresses()[0]);
  std::vector<std::thread> agents;
  for (int a = 0; a < kAgents; ++a) agents.emplace_back([&desk, a] { Agent(&desk, a).Work(); });

  std::minstd_rand random(4711);
  for (int kill = 1; kill <= kKills; ++kill) {
    // Spread over the work, not over the time that it takes.
    const int after = kContacts * kill / (kKills + 1) - static_cast<int>(random() % 500);
    while (desk.completed < after && desk.at_work > 0) absl::SleepFor(absl::Milliseconds(1));
    desk.SetAddress("");
    server->Kill();
    server = std::make_unique<ServerProcess>(arguments, folder.File("log"));
    ASSERT_TRUE(server->listens()) << server->Log();
    desk.SetAddress(server->addresses()[0]);
  }
  for (std::thread& agent : agents) agent.join();
  server->Kill();

  EXPECT_EQ(Ask(path, "SELECT COUNT(*) FROM due_contacts WHERE state = 3"), kContacts);
  EXPECT_EQ(Ask(path, "SELECT COUNT(*) FROM due_contacts WHERE state <> 3"), 0);
  EXPECT_EQ(Ask(path, "SELECT COUNT(*) FROM attempts"), kContacts);
  EXPECT_EQ(Ask(path, "SELECT COUNT(DISTINCT lead) FROM attempts"), kContacts);
  EXPECT_EQ(Ask(path, "SELECT COUNT(*) FROM leads WHERE touch_count <> 1"), 0);
  EXPECT_EQ(Ask(path,
                "SELECT COUNT(*) FROM due_contacts d JOIN attempts a ON a.tenant = d.tenant "
                "AND a.id = d.attempt AND a.lead = d.lead"),
            kContacts);
  const size_t holds = desk.CheckHolds();
  EXPECT_GT(desk.vanished, kContacts / 20) << "too few to show anything";
  std::printf("%zu leases, %d completed, %d agents vanished, %d leases lost, %d kills\n", holds,
              desk.completed.load(), desk.vanished.load(), desk.lost.load(), kKills);
}

}  // namespace
}  // namespace ringback::test
