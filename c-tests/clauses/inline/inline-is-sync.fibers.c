/* only: windows */
/* Fibers take turns on one thread, each inside a function of its own series. Each
 * function's operation is completed on the other fiber, while its function waits to
 * be switched back to: the thread is still inside it, so it counts as synchronous.
 * The functions return in the order in which they started, not the reverse. */
#include "harness.h"

#include <windows.h>

static void *first_fiber, *second_fiber;
static WS_ASYNC_CONTEXT first_context, second_context;
static int rounds, finished;
static HRESULT second_result;

FUNCTION(last)
{
    ++finished;
    CHECK_HR(hr, E_FAIL_);
    /* And inline completions on the own fiber work on. */
    context->callback(S_FALSE_, model, context->callbackState);
    return WS_S_ASYNC;
}

FUNCTION(second)
{
    next->function = last;
    second_context = *context;
    first_context.callback(E_FAIL_, model, first_context.callbackState);
    CHECK_EQUAL(finished, 0);
    SwitchToFiber(first_fiber); /* back when the first series has ended */
    CHECK_EQUAL(finished, 1);
    return WS_S_ASYNC;
}

FUNCTION(first)
{
    next->function = last;
    first_context = *context;
    SwitchToFiber(second_fiber);
    CHECK_EQUAL(finished, 0);
    second_context.callback(E_FAIL_, model, second_context.callbackState);
    CHECK_EQUAL(finished, 0);
    return WS_S_ASYNC;
}

static void WINAPI run_second(void* unused)
{
    for (;;) {
        WS_ASYNC_STATE state;
        WS_ASYNC_CONTEXT context = {never_called, NULL};
        (void)unused;
        second_result = execute(&state, second, WS_LONG_CALLBACK, NULL, &context, NULL);
        SwitchToFiber(first_fiber);
    }
}

TEST
{
    first_fiber = ConvertThreadToFiber(NULL);
    CHECK(first_fiber != NULL);
    for (rounds = 0; rounds < 100; ++rounds) {
        WS_ASYNC_STATE state;
        WS_ASYNC_CONTEXT context = {never_called, NULL};
        second_fiber = CreateFiber(0, run_second, NULL);
        CHECK(second_fiber != NULL);
        finished = 0;
        CHECK_HR(execute(&state, first, WS_LONG_CALLBACK, NULL, &context, NULL), S_FALSE_);
        CHECK_EQUAL(finished, 1);
        SwitchToFiber(second_fiber);
        CHECK_EQUAL(finished, 2);
        CHECK_HR(second_result, S_FALSE_);
        DeleteFiber(second_fiber);
    }
}
