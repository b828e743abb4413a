// SPDX-License-Identifier: Apache-2.0
// One call of bare libcurl as it comes and no more, in a program that links nothing else: to be timed from outside.
//
//   dataworks_first_bare URL CA_FILE
#include "compare/bare.h"

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  bench::BareCall(argv[1], bench::Place::kLongUrl, argv[2]).perform();
}
