/* Nothing in the state is read before it is written: whatever is there at first,
 * the series runs the same. */
#include "harness.h"

static struct completion pending;
static int calls;

FUNCTION(third)
{
    ++calls;
    CHECK(next->function == NULL);
    return hr;
}

FUNCTION(second)
{
    ++calls;
    CHECK(next->function == NULL);
    next->function = third;
    pending.context = *context;
    return WS_S_ASYNC;
}

FUNCTION(first)
{
    ++calls;
    CHECK(next->function == NULL);
    CHECK(argument == NULL);
    CHECK(error == NULL);
    next->function = context ? second : third;
    return S_FALSE_;
}

TEST
{
    static const unsigned char patterns[] = {0x00, 0xFF, 0xA5, 0x01, 0x80};
    size_t i;
    for (i = 0; i < sizeof patterns; ++i) {
        WS_ASYNC_STATE state;
        struct ending ending = {0};
        WS_ASYNC_CONTEXT context = {ended, &ending};
        calls = 0;
        memset(&state, patterns[i], sizeof state);
        CHECK_HR(execute(&state, first, WS_LONG_CALLBACK, NULL, NULL, NULL), S_FALSE_);
        CHECK_EQUAL(calls, 2);
        memset(&state, patterns[i], sizeof state);
        CHECK_HR(execute(&state, first, WS_LONG_CALLBACK, NULL, &context, NULL), WS_S_ASYNC);
        pending.hr = E_FAIL_;
        pending.model = WS_LONG_CALLBACK;
        complete(&pending);
        CHECK_EQUAL(calls, 5);
        CHECK_EQUAL(ending.calls, 1);
        CHECK_HR(ending.hr, E_FAIL_);
    }
}
