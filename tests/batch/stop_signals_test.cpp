#include "smp/batch/stop_signals.h"

#include <csignal>

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace smp {
namespace {

bool readable(int fd) {
  pollfd one = {fd, POLLIN, 0};
  return poll(&one, 1, 0) == 1;
}

// Exit status of a child that does this, or 128 + the signal that ended it.
template <class Body>
int status_of(const Body& body) {
  const pid_t child = fork();
  if (child == 0) {
    body();
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

TEST(StopSignals, MakesTheFirstSignalReadableAndEndsNothing) {
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    StopSignals stop;
    EXPECT_FALSE(readable(stop.fd()));
    EXPECT_EQ(stop.signal(), 0);
    raise(number);
    EXPECT_TRUE(readable(stop.fd()));
    EXPECT_EQ(stop.signal(), number);
  }
}

TEST(StopSignals, ASecondSignalEndsTheProcessAtOnce) {
  EXPECT_EQ(status_of([] {
              StopSignals stop;
              raise(SIGTERM);
              usleep(400'000);
              raise(SIGINT);
            }),
            75);
}

TEST(StopSignals, OneWishToldTwiceIsOne) {
  EXPECT_EQ(status_of([] {
              StopSignals stop;
              raise(SIGINT);
              raise(SIGINT);  // as of timeout(1), to the process and to its group
            }),
            0);
}

TEST(StopSignals, LeavesEverythingAsItWas) {
  EXPECT_EQ(status_of([] {
              std::signal(SIGTERM, SIG_DFL);
              { const StopSignals stop; }
              raise(SIGTERM);
            }),
            128 + SIGTERM);
}

TEST(StopSignals, WhatIsIgnoredStaysSo) {
  EXPECT_EQ(status_of([] {
              std::signal(SIGHUP, SIG_IGN);  // as nohup does
              StopSignals stop;
              raise(SIGHUP);
              _exit(stop.signal());
            }),
            0);
}

}  // namespace
}  // namespace smp
