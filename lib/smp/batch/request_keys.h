#pragma once  // What is said of options of smp-render, said of keys of a manifest.
#include "smp/base/error.h"

namespace smp {

/// "--crop" becomes "/crop" as a place and "crop" in a sentence.
ErrorText keys_for_options(ErrorText text);

}  // namespace smp
