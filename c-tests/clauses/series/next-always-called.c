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

TEST
{
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
}
