#include "smp/sweep/run_sweep.h"

#include "smp/sweep/sweep_run.h"

namespace smp {

SweepReport run_sweep(const SweepRequest& request, const SweepOptions& options, BatchWatcher& watcher) {
  const std::vector<SweepPoint> points = sweep_points(request.axes, request.zip);
  SweepRun run(request, options);
  run.check(points);
  if (run.run(points, watcher)) {
    run.make_table(request.axes, points);
    run.write_files();
  }
  return run.take_report();
}

SweepReport plan_sweep(const SweepRequest& request, const SweepOptions& options) {
  const std::vector<SweepPoint> points = sweep_points(request.axes, request.zip);
  SweepRun run(request, options);
  run.check(points);
  run.plan(points);
  run.make_table(request.axes, points);
  return run.take_report();
}

}  // namespace smp
