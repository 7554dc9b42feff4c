/* Runs the test that is named, for ctest. */
#include "harness.h"
#include "tests.h"

int main(int argc, char** argv)
{
    const struct test* test;
    if (argc == 2) return run_test(argv[1], getenv("WSASYNC_LIBRARY"));
    printf("usage: %s TEST\n"
           "Runs one test against the library at WSASYNC_LIBRARY. Status: 0 it holds, 1 it\n"
           "does not, 2 it could not be run. The tests:\n", argv[0]);
    for (test = tests; test->name; ++test) printf("  %s\n", test->name);
    return 2;
}
