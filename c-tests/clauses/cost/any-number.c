/* A million series pending at once, each with nothing but its state. */
#include "harness.h"

enum { SERIES = 1000000 };

static WS_ASYNC_CONTEXT* contexts;
static int started, finished, ends;

FUNCTION(last)
{
    ++finished;
    return (HRESULT)(intptr_t)argument;
}

FUNCTION(first)
{
    next->function = last;
    contexts[started++] = *context;
    return WS_S_ASYNC;
}

ENDING_FUNCTION(end)
{
    CHECK_EQUAL((intptr_t)argument, hr);
    ++ends;
}

TEST
{
    WS_ASYNC_STATE* states = malloc(SERIES * sizeof *states);
    int i;
    contexts = malloc(SERIES * sizeof *contexts);
    CHECK(states != NULL && contexts != NULL);
    for (i = 0; i < SERIES; ++i) {
        WS_ASYNC_CONTEXT context = {end, (void*)(intptr_t)(i + 1)};
        CHECK_HR(execute(&states[i], first, WS_LONG_CALLBACK, (void*)(intptr_t)(i + 1), &context, NULL),
                 WS_S_ASYNC);
    }
    CHECK_EQUAL(finished, 0);
    /* From the last to the first: each takes only what is its own. */
    for (i = SERIES; i-- > 0;) {
        contexts[i].callback(NO_ERROR, WS_LONG_CALLBACK, contexts[i].callbackState);
        CHECK_EQUAL(ends, SERIES - i);
    }
    free(states);
    free(contexts);
}
