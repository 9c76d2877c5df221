#pragma once  // Poisson-disk placement with varying spacing, sessions and classes.
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "smp/sampling/placement.h"

namespace smp {

/// Share of the bounding quantity sum(r^2) / area that maximal dart throwing reaches; r is the
/// conflict distance (sampling notes, "Facts and formulas"; literature 0.697).
inline constexpr double kMaximalFill = 0.697;

/// Classes of dots that keep distances among themselves and from each other (Wei 2010).
struct DotClasses {
  /// Share of the dots of each class; sums to 1. One class by default.
  std::vector<double> shares = {1.0};
  /// Row-major square matrix of conflict distances between classes, relative to the distance that
  /// one class alone would keep. Symmetric, > 0. Existing dots keep a class away by the smallest of its row.
  std::vector<double> distance = {1.0};
};

/// Controls for `place_dots`.
struct PlacementOptions {
  std::uint64_t seed = 0;
  /// Conflict distance as a share of the largest at which the wanted count still fits: 1 gives the
  /// evenest set (maximal Poisson-disk), 0 independent random dots. In [0, 1].
  double regularity = 1.0;
  /// Dots to place; by default the expected count of the area, rounded. A given count scales the
  /// density so that it integrates to the count, and the distances with it. The set fills up to the
  /// count exactly: where the area saturates early, the distance is lowered step by step. Nothing
  /// is promised only where more dots are asked for than free cells, or the density is 0 everywhere.
  std::optional<std::uint64_t> count;
  /// True: ignore the count and place until no free cell is left (regularity still scales the distance).
  bool maximal = false;
  /// Cumulative evenness: after session s the union of sessions 0..s is itself a well-spread set
  /// holding the sum of their shares. Sums to 1.
  std::vector<double> session_shares = {1.0};
  /// Of each session: share of its dots, rounded, that heed neither existing dots nor those of any session
  /// before; the session's other dots follow and heed them all. One per session, in [0, 1]; empty: none.
  std::vector<double> free_shares = {};
  DotClasses classes;
  int threads = 0;  ///< <= 0: all; never changes the result
};

/// What a placement did.
struct Placement {
  std::vector<PlacedDot> dots;  ///< by session, then by the order placed; a session's free ones come first
  double expected = 0;          ///< the area's expected count
  /// Smallest factor by which the conflict distance was lowered to reach the count; 1 = not at all.
  double distance_factor = 1;
};

/// Places dots by bitmap maximal Poisson-disk sampling. See docs/models/placement.md.
///
/// Any two dots a, b of one class and session keep d^T M d >= 1 with M = G / r^2 taken at the earlier
/// one (`dots` is in the order of placement), r = distance_factor * regularity *
/// sqrt(kMaximalFill / density), the distance between cell centres. Sessions before the last keep
/// r / sqrt(share placed so far). Free dots only keep off cells that are taken. Equal inputs give equal dots
/// for any thread count and build.
///
/// An ellipse reaches at most 31 cells from its centre. Where it would reach further (distances between
/// classes and the first session's wider spacing included) it is shrunk, and places are left empty at random
/// in exchange: the density stays right, the evenness does not. Distances within a class that exceed those
/// between classes are only cut to the reach. Choose cells of about 1/8 to 1/16 of r.
/// @throws InvalidArgument if shares do not sum to 1, sizes disagree or a value is out of range.
Placement place_dots(const PlacementArea& area, std::span<const ExistingDot> existing,
                     const PlacementOptions& options);

}  // namespace smp
