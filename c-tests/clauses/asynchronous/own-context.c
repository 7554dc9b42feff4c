/* Functions receive a context of the library's, not the caller's. The structure
 * may go when the function returns; what was copied out of it stays good. */
#include "harness.h"

static WS_ASYNC_CONTEXT callers;
static WS_ASYNC_CONTEXT copy;
static int calls;

FUNCTION(step)
{
    CHECK(context != NULL);
    CHECK(context != &callers);
    CHECK(context->callback != NULL);
    CHECK(context->callback != callers.callback);
    CHECK(context->callbackState != callers.callbackState);
    if (++calls < 4) next->function = step;
    copy = *context;
    return WS_S_ASYNC;
}

/* Overwrites the stack that the structure may have been on. */
static void scribble(void)
{
    volatile char bytes[4096];
    size_t i;
    for (i = 0; i < sizeof bytes; ++i) bytes[i] = (char)0x5A;
}

TEST
{
    WS_ASYNC_STATE* state = guarded_state();
    struct ending ending = {0};
    callers.callback = ended;
    callers.callbackState = &ending;
    CHECK_HR(execute(state, step, WS_LONG_CALLBACK, NULL, &callers, NULL), WS_S_ASYNC);
    while (!ending.calls) {
        WS_ASYNC_CONTEXT context = copy;
        scribble();
        context.callback(NO_ERROR, WS_LONG_CALLBACK, context.callbackState);
    }
    CHECK_EQUAL(calls, 4);
}
