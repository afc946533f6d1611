// Makes a store of sample data; see tools/make-data.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <string>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "tests/bench/make_data.h"

namespace {

constexpr char kDescription[] =
    "Makes a Ringback store of sample data: people, numbers and calls that are made up but "
    "distributed as in an answering service. The same arguments make the same rows.";

// Look-ups explain attempts by how long ago they were, so the data ends today unless told.
absl::Time StartOfToday() {
  const absl::TimeZone utc = absl::UTCTimeZone();
  return absl::FromCivil(absl::ToCivilDay(absl::Now(), utc), utc);
}

}  // namespace

int main(int argc, char** argv) {
  ringback::bench::DataPlan plan;
  ringback::bench::DataFiles files;
  std::string until;
  CLI::App app(kDescription, "make-data");
  app.add_option("--callers", plan.callers, "Callers, in all tenants")->required();
  app.add_option("--attempts", plan.attempts, "Outbound attempts, in all tenants")->required();
  app.add_option("--tenants", plan.tenants, "Tenants; the first has a third of everything");
  app.add_option("--seed", plan.seed, "Another seed makes other data");
  app.add_option("--until", until, "RFC 3339 time of the newest attempt; today's midnight, UTC");
  app.add_option("--out", files.store, "The store to make")->required();
  app.add_option("--numbers", files.numbers,
                 "Writes numbers with an attempt in the last days: tenant, ani, dnis, caller");
  app.add_option("--csv", files.csv, "Folder for callers.csv: the callers as a CRM holds them");
  CLI11_PARSE(app, argc, argv);

  plan.until = StartOfToday();
  std::string wrong;
  if (!until.empty() && !absl::ParseTime(absl::RFC3339_full, until, &plan.until, &wrong)) {
    std::fprintf(stderr, "make-data: --until: %s\n", wrong.c_str());
    return 2;
  }
  const absl::Time start = absl::Now();
  const absl::Status made = ringback::bench::MakeData(plan, files);
  if (!made.ok()) {
    std::fprintf(stderr, "make-data: %s\n", std::string(made.message()).c_str());
    return 1;
  }
  std::printf("%s: %lld callers, %lld attempts, %.1f MB, %.1f s\n", files.store.c_str(),
              static_cast<long long>(plan.callers), static_cast<long long>(plan.attempts),
              static_cast<double>(std::filesystem::file_size(files.store)) / 1e6,
              absl::ToDoubleSeconds(absl::Now() - start));
  return 0;
}
