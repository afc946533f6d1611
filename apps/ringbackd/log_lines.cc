#include "apps/ringbackd/log_lines.h"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <memory>
#include <utility>

#include "grpc/support/log.h"
#include "ringback/model/code_point.h"
#include "ringback/model/text.h"

namespace ringback {
namespace {

constexpr size_t kMaxBytes = 2000;

// What gRPC says beyond these is counted alone.
constexpr int kGrpcBurst = 20;
constexpr int kGrpcEachSecond = 2;

// The flag of a pattern that stands for the message.
class Text final : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& message, const std::tm&,
              spdlog::memory_buf_t& out) override {
    const std::string line =
        EscapeForLog(std::string_view(message.payload.data(), message.payload.size()));
    out.append(line.data(), line.data() + line.size());
  }
  std::unique_ptr<custom_flag_formatter> clone() const override { return std::make_unique<Text>(); }
};

spdlog::level::level_enum LevelOf(gpr_log_severity severity) {
  switch (severity) {
    case GPR_LOG_SEVERITY_DEBUG:
      return spdlog::level::debug;
    case GPR_LOG_SEVERITY_INFO:
      return spdlog::level::info;
    case GPR_LOG_SEVERITY_ERROR:
      break;
  }
  // What goes wrong with one client is no error of the server.
  return spdlog::level::warn;
}

void LogOfGrpc(gpr_log_func_args* message) {
  static auto* const rate = new LogRate(kGrpcBurst, kGrpcEachSecond);
  int left_out = 0;
  if (!rate->Take(LogRate::Clock::now(), &left_out)) return;
  if (left_out > 0) spdlog::warn("gRPC: {} messages were left out", left_out);
  spdlog::log(LevelOf(message->severity), "gRPC: {}", message->message);
}

}  // namespace

std::string EscapeForLog(std::string_view text) {
  std::string line;
  size_t at = 0;
  while (at < text.size()) {
    const Utf8Point point = DecodeUtf8(text.substr(at));
    const size_t length = std::max<size_t>(point.length, 1);
    if (at + length > kMaxBytes) return line + "…";
    char escaped[16];
    if (point.length > 0 && KindOf(point.value) == PointKind::kShown) {
      line += text.substr(at, length);
    } else if (length == 1) {
      std::snprintf(escaped, sizeof(escaped), "\\x%02x", static_cast<unsigned char>(text[at]));
      line += escaped;
    } else {
      std::snprintf(escaped, sizeof(escaped), "\\u{%x}", static_cast<unsigned>(point.value));
      line += escaped;
    }
    at += length;
  }
  return line;
}

bool LogRate::Take(Clock::time_point now, int* left_out) {
  std::lock_guard lock(mutex_);
  const std::chrono::duration<double> passed = now - std::exchange(since_, now);
  left_ = std::min(most_, left_ + passed.count() * each_second_);
  if (left_ < 1) {
    ++left_out_;
    return false;
  }
  left_ -= 1;
  *left_out = std::exchange(left_out_, 0);
  return true;
}

void SetUpLog() {
  spdlog::set_default_logger(spdlog::stderr_color_mt("ringbackd"));
  auto formatter = std::make_unique<spdlog::pattern_formatter>();
  formatter->add_flag<Text>('*').set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %*");
  spdlog::set_formatter(std::move(formatter));
  gpr_set_log_function(&LogOfGrpc);
}

}  // namespace ringback
