/* Ten thousand functions that complete inline, with and without a result of their
 * own, synchronously and on another thread, in a fixed irregular order: every hr and
 * every order is right. */
#include "harness.h"

enum { STEPS = 10000 };
static uint32_t random_state = 12345;
static HRESULT expected;
static int calls, asynchronous;

static uint32_t random_number(void)
{
    random_state = random_state * 1664525u + 1013904223u;
    return random_state >> 16;
}

FUNCTION(step)
{
    HRESULT result = (HRESULT)(0x80040000u | (random_number() & 0xFFFF));
    HRESULT other = (HRESULT)(0x80050000u | (random_number() & 0xFFFF));
    WS_ASYNC_CONTEXT copy = *context;
    uint32_t kind = random_number() % 64;
    int late = random_number() % 2;
    if (calls) CHECK_HR(hr, expected);
    CHECK(next->function == NULL);
    expected = result;
    if (++calls < STEPS && !late) next->function = step;
    if (kind == 0) {
        if (calls < STEPS) next->function = step;
        asynchronous = 1;
        complete_elsewhere(&copy, result, WS_SHORT_CALLBACK);
        return WS_S_ASYNC;
    }
    if (kind < 40) copy.callback(kind < 20 ? result : other, model, copy.callbackState);
    if (calls < STEPS && late) next->function = step;
    return kind < 20 ? WS_S_ASYNC : result;
}

TEST
{
    WS_ASYNC_STATE* state = guarded_state();
    struct ending ending = {0};
    WS_ASYNC_CONTEXT context = {ended, &ending};
    CHECK_HR(execute(state, step, WS_LONG_CALLBACK, NULL, &context, NULL), WS_S_ASYNC);
    CHECK_EQUAL(calls, STEPS);
    CHECK(asynchronous);
    CHECK_EQUAL(ending.calls, 1);
    CHECK_HR(ending.hr, expected);
}
