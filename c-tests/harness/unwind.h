/* What the tests of survives-unwind share. */
#ifndef UNWIND_H
#define UNWIND_H

#include <signal.h>

#include "harness.h"

/* unwind.cpp. Runs it, and says whether an exception left it; and throws one. */
int exception_leaves(void (*run)(void*), void* argument);
void exception_throw(void);

static void end_allowed(int signal)
{
    (void)signal;
    printf("the platform ended the process, as it may; so far the checks hold\n");
    fflush(stdout);
    _Exit(0);
}

/* From here on abort, which is what C++ does with an exception that cannot pass, is no
 * failure. */
static inline void allow_abort(void)
{
    CHECK(signal(SIGABRT, end_allowed) != SIG_ERR);
}

#endif
