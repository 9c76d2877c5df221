#pragma once  // Where in the photo a treatment lies.
#include "smp/simulate/simulate.h"

namespace smp {

/// The rectangle that holds all dots, grown on every side by 8 px and a twentieth of its mean side; the whole
/// photo where there are none. The same for all moments.
PixelRect treated_area(const Simulation& record);

/// A place amid the dots: that of the dot nearest to the middle of the region with most of them; the middle
/// of the photo where there are none.
Point2 amid_dots(const Simulation& record);

}  // namespace smp
