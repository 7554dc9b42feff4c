/* only: windows */
/* The thread's last error is as the functions left it, on every path: the first time, when
 * the library pins itself; on a thread that the library has not seen before; inside
 * another series' function. */
#include "harness.h"

#include <windows.h>

static WS_ASYNC_CONTEXT pending;
static int calls;
static DWORD error_code;

#define KEPT CHECK_EQUAL(GetLastError(), error_code)

FUNCTION(last)
{
    KEPT;
    return hr;
}

FUNCTION(step)
{
    WS_ASYNC_STATE inner;
    KEPT;
    SetLastError(error_code = 0x20000000u + (DWORD)++calls);
    if (calls % 9) next->function = step;
    CHECK_HR(execute(&inner, last, model, NULL, context, NULL), NO_ERROR);
    KEPT;
    switch (context ? calls % 3 : 0) {
    case 1:
        pending = *context;
        return WS_S_ASYNC;
    case 2:
        context->callback(NO_ERROR, model, context->callbackState);
        KEPT;
        return WS_S_ASYNC;
    default:
        return E_FAIL_;
    }
}

static void resume(void* unused)
{
    (void)unused;
    SetLastError(error_code);
    pending.callback(NO_ERROR, WS_LONG_CALLBACK, pending.callbackState);
    KEPT;
}

TEST
{
    int round;
    for (round = 0; round < 3; ++round) {
        WS_ASYNC_STATE state;
        struct ending ending = {0};
        WS_ASYNC_CONTEXT context = {ended, &ending};
        SetLastError(error_code = 0x20001234u);
        CHECK_HR(execute(&state, step, WS_LONG_CALLBACK, NULL, &context, NULL), WS_S_ASYNC);
        KEPT;
        while (!ending.calls) {
            resume(NULL);
            if (!ending.calls) on_another_thread(resume, NULL);
        }
        SetLastError(error_code);
        CHECK_HR(execute(&state, step, WS_LONG_CALLBACK, NULL, NULL, NULL), E_FAIL_);
        KEPT;
        CHECK_HR(execute(NULL, step, WS_LONG_CALLBACK, NULL, NULL, NULL), E_INVALIDARG);
        KEPT;
    }
}
