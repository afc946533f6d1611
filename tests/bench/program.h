// What every program of the benchmarks begins with and ends with.
#ifndef TESTS_BENCH_PROGRAM_H_
#define TESTS_BENCH_PROGRAM_H_

#include <CLI/CLI.hpp>
#include <string>
#include <string_view>

namespace ringback::bench {

// Says why on stderr and ends the program with status 1.
[[noreturn]] void Die(std::string_view why);

// Adds --build, which prints "opt" when the program was built for speed (optimised, without
// assertions) and "debug" when not.
void AddBuildFlag(CLI::App* app);

// The bytes of a file; ends the program when it cannot be read.
std::string ReadFile(const std::string& path);

// One flat JSON object, printed as a line on stdout.
class JsonLine {
 public:
  JsonLine& Add(std::string_view name, double value);
  JsonLine& Add(std::string_view name, std::string_view value);

  // Prints the line and sends it off.
  void Print() const;

 private:
  void AddName(std::string_view name);

  std::string fields_;
};

}  // namespace ringback::bench

#endif  // TESTS_BENCH_PROGRAM_H_
