/* The final callback may start a new series in the same state, many times over. */
#include "harness.h"

enum { ROUNDS = 1000 };
static WS_ASYNC_STATE* state;
static struct completion pending;
static int rounds;

FUNCTION(last)
{
    return hr;
}

FUNCTION(first)
{
    next->function = last;
    pending.context = *context;
    return WS_S_ASYNC;
}

ENDING_FUNCTION(again)
{
    WS_ASYNC_CONTEXT context = {again, argument};
    CHECK_HR(hr, (HRESULT)(rounds + 2));
    CHECK_EQUAL(model, WS_SHORT_CALLBACK);
    CHECK(argument == &rounds);
    memset(state, 0xA5, sizeof *state);
    if (++rounds < ROUNDS) {
        CHECK_HR(execute(state, first, WS_LONG_CALLBACK, NULL, &context, NULL), WS_S_ASYNC);
    }
}

TEST
{
    WS_ASYNC_CONTEXT context = {again, &rounds};
    state = guarded_state();
    CHECK_HR(execute(state, first, WS_LONG_CALLBACK, NULL, &context, NULL), WS_S_ASYNC);
    while (rounds < ROUNDS) {
        struct completion now = pending;
        now.hr = (HRESULT)(rounds + 2);
        now.model = WS_SHORT_CALLBACK;
        if (rounds % 100) {
            complete(&now);
        } else {
            on_another_thread(complete, &now);
        }
    }
    CHECK_EQUAL(rounds, ROUNDS);
}
