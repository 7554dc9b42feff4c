/* The tests, as CMake has collected them, and how one is run. */
#ifndef TESTS_H
#define TESTS_H

struct test {
    const char* section;
    const char* name; /* the clause, and after a dot which of its tests */
    int ours;         /* the documentation leaves open what it checks */
    void (*run)(void);
};
extern const struct test tests[]; /* by section and name; ends with a NULL name */

/* Ends the process with status 2 if the library cannot be loaded or lacks the function. */
void load_library(const char* path);
/* The exit status: 0 it holds, 1 it does not, 2 it could not be run. */
int run_test(const char* name, const char* path);

#endif
