// Reading a number that is E.164 already, against libphonenumber's parse, check and format of it.
#include <benchmark/benchmark.h>
#include <phonenumbers/phonenumberutil.h>

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "ringback/phone/phone_number.h"
#include "tests/bench/numbers_file.h"
#include "tests/bench/paired_runs.h"
#include "tests/bench/program.h"

namespace ringback::bench {
namespace {

constexpr char kRegion[] = "US";

void ReadOurs(benchmark::State& state, const std::vector<ReturnCall>& calls) {
  size_t i = 0;
  for (auto _ : state) {
    const ReadNumber read = ReadSignalled(calls[i].ani, kRegion);
    if (read.number.empty()) state.SkipWithError("not read");
    benchmark::DoNotOptimize(read.number);
    if (++i == calls.size()) i = 0;
  }
}

void ReadTheirs(benchmark::State& state, const std::vector<ReturnCall>& calls) {
  using i18n::phonenumbers::PhoneNumber;
  using i18n::phonenumbers::PhoneNumberUtil;
  const PhoneNumberUtil& util = *PhoneNumberUtil::GetInstance();
  size_t i = 0;
  for (auto _ : state) {
    PhoneNumber number;
    std::string e164;
    if (util.Parse(calls[i].ani, kRegion, &number) != PhoneNumberUtil::NO_PARSING_ERROR) {
      state.SkipWithError("not read");
    }
    benchmark::DoNotOptimize(util.IsValidNumber(number));
    util.Format(number, PhoneNumberUtil::E164, &e164);
    benchmark::DoNotOptimize(e164);
    if (++i == calls.size()) i = 0;
  }
}

}  // namespace
}  // namespace ringback::bench

int main(int argc, char** argv) {
  namespace bench = ringback::bench;
  std::string numbers;
  CLI::App app("Times the reading of numbers in E.164.", "phone_bench");
  bench::AddBuildFlag(&app);
  app.add_option("--numbers", numbers, "A file that tools/make-data wrote")->required();
  bench::PairedRuns runs(&app);
  CLI11_PARSE(app, argc, argv);
  const std::vector<bench::ReturnCall> calls = bench::ReadNumbers(numbers);
  runs.Add("e164", bench::Side::kLimit,
           [&](benchmark::State& state) { bench::ReadTheirs(state, calls); });
  runs.Add("e164", bench::Side::kSubject,
           [&](benchmark::State& state) { bench::ReadOurs(state, calls); });
  return runs.Run();
}
