// A folder for Unix sockets.
#ifndef TESTS_E2E_SOCKET_FOLDER_H_
#define TESTS_E2E_SOCKET_FOLDER_H_

#include <stdlib.h>

#include <filesystem>
#include <string>
#include <string_view>

#include "gtest/gtest.h"

namespace ringback::test {

// A new folder, removed with its contents, whose path is short enough for a socket: that of a
// scratch folder may not be. It is made, not named after the process: in their sandboxes several
// processes have the same id.
class SocketFolder {
 public:
  SocketFolder() {
    if (mkdtemp(path_.data()) == nullptr) ADD_FAILURE() << "no folder " << path_;
  }
  ~SocketFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  SocketFolder(const SocketFolder&) = delete;
  SocketFolder& operator=(const SocketFolder&) = delete;

  // "unix:PATH" of a socket in it.
  std::string Address(std::string_view name) const {
    return "unix:" + path_ + "/" + std::string(name);
  }

 private:
  std::string path_ = "/tmp/ringbackXXXXXX";
};

}  // namespace ringback::test

#endif  // TESTS_E2E_SOCKET_FOLDER_H_
