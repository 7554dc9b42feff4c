/* While a function, or the final callback, waits on this thread, another one can do
 * everything: run a series, start one, and complete one that this thread started. */
#include "harness.h"

static WS_ASYNC_CONTEXT of_this_thread;
static int calls;

FUNCTION(synchronous)
{
    ++calls;
    return S_FALSE_;
}

FUNCTION(pending)
{
    next->function = synchronous;
    *(WS_ASYNC_CONTEXT*)argument = *context;
    return WS_S_ASYNC;
}

FUNCTION(reports_inline)
{
    next->function = synchronous;
    context->callback(NO_ERROR, model, context->callbackState);
    return WS_S_ASYNC;
}

static void everything(void* unused)
{
    WS_ASYNC_STATE state;
    WS_ASYNC_CONTEXT mine;
    struct ending ending = {0};
    WS_ASYNC_CONTEXT context = {ended, &ending};
    (void)unused;
    CHECK_HR(execute(NULL, synchronous, WS_LONG_CALLBACK, NULL, NULL, NULL), E_INVALIDARG);
    CHECK_HR(execute(&state, synchronous, WS_LONG_CALLBACK, NULL, NULL, NULL), S_FALSE_);
    CHECK_HR(execute(&state, synchronous, WS_LONG_CALLBACK, NULL, &context, NULL), S_FALSE_);
    CHECK_HR(execute(&state, reports_inline, WS_LONG_CALLBACK, NULL, &context, NULL), S_FALSE_);
    CHECK_HR(execute(&state, pending, WS_LONG_CALLBACK, &mine, &context, NULL), WS_S_ASYNC);
    mine.callback(NO_ERROR, WS_LONG_CALLBACK, mine.callbackState);
    CHECK_EQUAL(ending.calls, 1);
    of_this_thread.callback(NO_ERROR, WS_LONG_CALLBACK, of_this_thread.callbackState);
}

static void start_one_and_do_everything_elsewhere(void)
{
    WS_ASYNC_STATE state;
    struct ending ending = {0};
    WS_ASYNC_CONTEXT context = {ended, &ending};
    CHECK_HR(execute(&state, pending, WS_LONG_CALLBACK, &of_this_thread, &context, NULL), WS_S_ASYNC);
    calls = 0;
    on_another_thread(everything, NULL);
    CHECK_EQUAL(calls, 5);
    CHECK_EQUAL(ending.calls, 1);
}

FUNCTION(waits)
{
    start_one_and_do_everything_elsewhere();
    return NO_ERROR;
}

FUNCTION(pending_before_it_waits)
{
    next->function = waits;
    *(WS_ASYNC_CONTEXT*)argument = *context;
    return WS_S_ASYNC;
}

ENDING_FUNCTION(end)
{
    start_one_and_do_everything_elsewhere();
    ++*(int*)argument;
}

TEST
{
    WS_ASYNC_STATE state;
    WS_ASYNC_CONTEXT own;
    int ends = 0;
    WS_ASYNC_CONTEXT context = {end, &ends};
    CHECK_HR(execute(&state, waits, WS_LONG_CALLBACK, NULL, NULL, NULL), NO_ERROR);
    CHECK_HR(execute(&state, waits, WS_LONG_CALLBACK, NULL, &context, NULL), NO_ERROR);
    CHECK_HR(execute(&state, pending_before_it_waits, WS_LONG_CALLBACK, &own, &context, NULL), WS_S_ASYNC);
    own.callback(NO_ERROR, WS_LONG_CALLBACK, own.callbackState);
    CHECK_EQUAL(ends, 1);
}
