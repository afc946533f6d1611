// An event in one line.
#ifndef RINGBACK_APPS_RINGBACK_EVENT_LINE_H_
#define RINGBACK_APPS_RINGBACK_EVENT_LINE_H_

#include <functional>
#include <string>

#include "apps/ringback/terminal.h"
#include "apps/ringback/times.h"
#include "ringback/v1/event.pb.h"

namespace ringback::cli {

// What the resource with this name, a caller or an agent, is called; may give "".
using NameOf = std::function<std::string(const std::string& resource)>;

// "14:02:11  attempt started   Tracy rings Robert Jones, +12025550143, about …". One line of text
// that is safe to print, without a line break.
std::string EventLine(const v1::Event& event, const NameOf& name_of, const Clock& clock,
                      const Ink& ink);

}  // namespace ringback::cli

#endif  // RINGBACK_APPS_RINGBACK_EVENT_LINE_H_
