/* A longjmp leaves a function, and the caller tries again with the same state from a call that
 * lies a little deeper: what the first left is in part overwritten then, and nothing is written
 * to what has taken its place. At every distance, outside any function and inside one. */
#include "harness.h"
#include "jump.h"

FUNCTION(jumps)
{
    JUMP;
    return NO_ERROR;
}

FUNCTION(ends)
{
    return S_FALSE_;
}

static WS_ASYNC_STATE* state;
static volatile char* volatile left_out;

static __attribute__((noinline)) HRESULT lower(int distance, WS_ASYNC_FUNCTION function)
{
    WS_ASYNC_CONTEXT context = {never_called, NULL};
    HRESULT hr;
    left_out = __builtin_alloca((size_t)(16 * distance + 16));
    hr = execute(state, function, WS_LONG_CALLBACK, NULL, &context, NULL);
    left_out[0] = 0;
    return hr;
}

static __attribute__((noinline)) void abandon(void)
{
    if (!LAND) lower(4, jumps);
}

FUNCTION(tries_twice)
{
    const int* distance = argument;
    abandon();
    CHECK_HR(lower(*distance, ends), S_FALSE_);
    return WS_S_END;
}

TEST
{
    WS_ASYNC_STATE outer;
    WS_ASYNC_OPERATION next;
    WS_ASYNC_CONTEXT context = {never_called, NULL};
    int distance;
    state = guarded_state();
    for (distance = 0; distance < 80; ++distance) {
        CHECK_HR(tries_twice(NO_ERROR, WS_LONG_CALLBACK, &distance, &next, NULL, NULL), WS_S_END);
        CHECK_HR(execute(&outer, tries_twice, WS_LONG_CALLBACK, &distance, &context, NULL), WS_S_END);
    }
}
