#pragma once  // Timelines for tests that are about something else.
#include "smp/treatment/timeline_options.h"

namespace smp::testing {

/// All dots on one day, with the water of their shade.
inline TimelineOptions one_session() { return {.sessions = {{SessionOptions{}}}}; }

}  // namespace smp::testing
