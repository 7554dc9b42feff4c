/* ours */
/* A series of nothing is refused for a bad argument like any other. */
#include "harness.h"

TEST
{
    WS_ASYNC_STATE* state = guarded_state();
    WS_ASYNC_CONTEXT good = {never_called, NULL}, bad = {NULL, NULL};
    const WS_ASYNC_CONTEXT* contexts[] = {NULL, &good};
    int i;
    forbid(state);
    for (i = 0; i < 2; ++i) {
        CHECK_HR(execute(NULL, NULL, WS_LONG_CALLBACK, NULL, contexts[i], SOME_ERROR), E_INVALIDARG);
        CHECK_HR(execute(state, NULL, (WS_CALLBACK_MODEL)2, NULL, contexts[i], SOME_ERROR), E_INVALIDARG);
    }
    CHECK_HR(execute(state, NULL, WS_SHORT_CALLBACK, NULL, &bad, SOME_ERROR), E_INVALIDARG);
    CHECK_HR(execute(state, NULL, WS_LONG_CALLBACK, NULL, &bad, SOME_ERROR), E_INVALIDARG);
}
