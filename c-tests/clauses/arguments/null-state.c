/* asyncState NULL: E_INVALIDARG, and nothing is called. With every combination of
 * the other arguments but no operation: see empty-series. */
#include "harness.h"

FUNCTION(never)
{
    CHECK(!"a function is called");
    return NO_ERROR;
}

TEST
{
    WS_ASYNC_CONTEXT good = {never_called, NULL}, bad = {NULL, NULL};
    const WS_ASYNC_CONTEXT* contexts[] = {NULL, &good, &bad};
    int model, i;
    for (model = -1; model <= 2; ++model) {
        for (i = 0; i < 3; ++i) {
            CHECK_HR(execute(NULL, never, (WS_CALLBACK_MODEL)model, &good, contexts[i], SOME_ERROR),
                     E_INVALIDARG);
        }
    }
}
