// A disk that stalls or fails on command, under SQLite in this process.
#ifndef TESTS_FAULTS_FAULTY_VFS_H_
#define TESTS_FAULTS_FAULTY_VFS_H_

namespace ringback::test {

// What the disk does to every file that SQLite opens after FaultyDisk::Install(). Safe from any
// thread.
class FaultyDisk {
 public:
  // Puts itself between SQLite and the file system, once a process. Before the store is opened.
  static void Install();

  // From now on reads, or writes and syncs, wait until Mend().
  static void StallReads();
  static void StallWrites();
  // From now on reads, or syncs, fail with an I/O error until Mend().
  static void FailReads();
  static void FailSyncs();
  static void Mend();

  // How many calls wait now.
  static int waiting();
};

}  // namespace ringback::test

#endif  // TESTS_FAULTS_FAULTY_VFS_H_
