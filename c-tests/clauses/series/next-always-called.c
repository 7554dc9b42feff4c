/* A successor is called whether the function before it succeeded or failed, and
 * receives its result, bit for bit. */
#include "harness.h"

static const HRESULT results[] = {
    NO_ERROR, S_FALSE_, WS_S_END, E_FAIL_, E_INVALIDARG, (HRESULT)0x7FFFFFFF, (HRESULT)0x80000000,
    (HRESULT)0xFFFFFFFF, WS_E_INVALID_OPERATION, (HRESULT)0x003C0000, (HRESULT)0x003DFFFF};
enum { COUNT = sizeof results / sizeof *results };

FUNCTION(step)
{
    int* calls = argument;
    if (*calls) CHECK_HR(hr, results[*calls - 1]);
    next->function = *calls + 1 < COUNT ? step : NULL;
    return results[(*calls)++];
}

FUNCTION(completing_elsewhere)
{
    int* calls = argument;
    if (*calls) CHECK_HR(hr, results[*calls - 1]);
    next->function = *calls + 1 < COUNT ? completing_elsewhere : NULL;
    complete_elsewhere(context, results[(*calls)++], model);
    return WS_S_ASYNC;
}

/* Every code of the facilities that web services use. */
static HRESULT code;

FUNCTION(after_code)
{
    ++*(int*)argument;
    CHECK_HR(hr, code);
    return S_FALSE_;
}

FUNCTION(returns_code)
{
    next->function = after_code;
    return code;
}

TEST
{
    static const HRESULT facilities[] = {(HRESULT)0x00000000, (HRESULT)0x003D0000, (HRESULT)0x80000000,
                                         (HRESULT)0x80040000, (HRESULT)0x80070000, (HRESULT)0x803D0000};
    size_t facility;
    int low;
    WS_ASYNC_STATE state;
    struct ending ending = {0};
    WS_ASYNC_CONTEXT context = {ended, &ending};
    int calls = 0;
    CHECK_HR(execute(&state, step, WS_SHORT_CALLBACK, &calls, NULL, NULL), results[COUNT - 1]);
    CHECK_EQUAL(calls, COUNT);
    calls = 0;
    CHECK_HR(execute(&state, step, WS_SHORT_CALLBACK, &calls, &context, NULL), results[COUNT - 1]);
    CHECK_EQUAL(calls, COUNT);
    CHECK_EQUAL(ending.calls, 0);
    calls = 0;
    CHECK_HR(execute(&state, completing_elsewhere, WS_SHORT_CALLBACK, &calls, &context, NULL),
             WS_S_ASYNC);
    CHECK_EQUAL(calls, COUNT);
    CHECK_EQUAL(ending.calls, 1);
    CHECK_HR(ending.hr, results[COUNT - 1]);
    for (facility = 0; facility < sizeof facilities / sizeof *facilities; ++facility) {
        calls = 0;
        for (low = 0; low < 0x10000; ++low) {
            code = facilities[facility] + low;
            if (code == WS_S_ASYNC) continue;
            CHECK_HR(execute(&state, returns_code, WS_LONG_CALLBACK, &calls, NULL, NULL), S_FALSE_);
            CHECK_HR(execute(&state, returns_code, WS_LONG_CALLBACK, &calls, &context, NULL), S_FALSE_);
        }
        CHECK_EQUAL(calls, 2 * (0x10000 - (facilities[facility] == WS_S_ASYNC)));
    }
}
