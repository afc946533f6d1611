// What one client can send to keep a server from the others.
#ifndef TESTS_LOAD_FLOODS_H_
#define TESTS_LOAD_FLOODS_H_

#include <string>
#include <vector>

namespace ringback::test {

struct Flood {
  std::string name;
  // Floods the server at `address` for some seconds, and returns when it has let go of everything.
  // False when the flood itself did not reach what it is for.
  bool (*run)(const std::string& address);
};

// Every kind, in the order in which they are to run.
const std::vector<Flood>& AllFloods();

}  // namespace ringback::test

#endif  // TESTS_LOAD_FLOODS_H_
