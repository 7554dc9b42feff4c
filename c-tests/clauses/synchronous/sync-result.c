/* The call returns the series' result, every bit of it. (If the last function claims
 * WS_S_ASYNC: see sync-refuses-async.) */
#include "harness.h"

static HRESULT result;

FUNCTION(last)
{
    return result;
}

FUNCTION(first)
{
    next->function = last;
    return S_FALSE_;
}

TEST
{
    WS_ASYNC_STATE state;
    uint32_t i;
    for (i = 0; i < 0x10000; ++i) {
        result = (HRESULT)(i * 0x10001u);
        if (result == WS_S_ASYNC) continue;
        CHECK_HR(execute(&state, first, WS_LONG_CALLBACK, NULL, NULL, NULL), result);
    }
    for (i = 0x003CFF00; i < 0x003D0100; ++i) {
        result = (HRESULT)i;
        if (result == WS_S_ASYNC) continue;
        CHECK_HR(execute(&state, first, WS_LONG_CALLBACK, NULL, NULL, NULL), result);
    }
}
