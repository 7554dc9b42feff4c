/* The same with a C++ exception, where it can pass the library: else it ends the process,
 * and nothing is left to hold. */
#include "unwind.h"

static int is_left(void (*run)(void*), void* argument)
{
    allow_abort();
    return exception_leaves(run, argument);
}

static void leave(void)
{
    exception_throw();
}

#define WAY_TO_LEAVE
#include "survives-unwind.c"
