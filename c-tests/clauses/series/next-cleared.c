/* next->function is NULL on entry to every function, whatever the one before left
 * there: also after an asynchronous completion. */
#include "harness.h"

FUNCTION(step)
{
    int* calls = argument;
    CHECK(next->function == NULL);
    if (++*calls % 8) next->function = step;
    if (context && *calls % 3 == 2) {
        complete_elsewhere(context, NO_ERROR, model);
        return WS_S_ASYNC;
    }
    return NO_ERROR;
}

TEST
{
    WS_ASYNC_STATE* state = guarded_state();
    struct ending ending = {0};
    WS_ASYNC_CONTEXT context = {ended, &ending};
    int calls = 0;
    CHECK_HR(execute(state, step, WS_SHORT_CALLBACK, &calls, NULL, NULL), NO_ERROR);
    CHECK_EQUAL(calls, 8);
    memset(state, 0xA5, sizeof *state);
    CHECK_HR(execute(state, step, WS_SHORT_CALLBACK, &calls, &context, NULL), WS_S_ASYNC);
    CHECK_EQUAL(calls, 16);
    CHECK_EQUAL(ending.calls, 1);
}
