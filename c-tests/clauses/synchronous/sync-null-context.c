/* Without a context every function receives none, and runs on the calling thread
 * before the call returns. */
#include "harness.h"

struct series {
    int calls;
    uintptr_t thread;
    int returned;
};

FUNCTION(step)
{
    struct series* series = argument;
    CHECK(context == NULL);
    CHECK_EQUAL(thread_self(), series->thread);
    CHECK(!series->returned);
    if (++series->calls < 100) next->function = step;
    return series->calls % 2 ? E_FAIL_ : NO_ERROR;
}

TEST
{
    WS_ASYNC_STATE state;
    struct series series = {0, 0, 0};
    series.thread = thread_self();
    CHECK_HR(execute(&state, step, WS_LONG_CALLBACK, &series, NULL, NULL), NO_ERROR);
    series.returned = 1;
    CHECK_EQUAL(series.calls, 100);
}
