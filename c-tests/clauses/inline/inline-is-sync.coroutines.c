/* only: posix */
/* Two coroutines take turns on one thread, each inside a function of its own series. The
 * functions return in the order in which they started, not the reverse, and the one that is
 * still running completes inline. Its stack lies above the other, or its function would seem
 * to have been left, seen from there (the contract, "Stacks"). */
#ifndef _XOPEN_SOURCE
#define _XOPEN_SOURCE 700
#endif
#include "harness.h"

#include <ucontext.h>

enum { STACK = 262144 };

static char stacks[2][STACK];
static ucontext_t main_context, coroutines[2];
static WS_ASYNC_STATE* states[2];
static int finished;

FUNCTION(last)
{
    ++finished;
    CHECK_HR(hr, E_FAIL_);
    return S_FALSE_;
}

FUNCTION(second)
{
    next->function = last;
    CHECK_EQUAL(swapcontext(&coroutines[1], &coroutines[0]), 0);
    /* The first series has ended meanwhile. */
    context->callback(E_FAIL_, model, context->callbackState);
    CHECK_EQUAL(finished, 0);
    return WS_S_ASYNC;
}

FUNCTION(first)
{
    CHECK_EQUAL(swapcontext(&coroutines[0], &coroutines[1]), 0);
    return WS_S_END;
}

static void run_second(void)
{
    WS_ASYNC_CONTEXT context = {never_called, NULL};
    CHECK_HR(execute(states[1], second, WS_LONG_CALLBACK, NULL, &context, NULL), S_FALSE_);
    CHECK_EQUAL(finished, 1);
    CHECK_EQUAL(swapcontext(&coroutines[1], &coroutines[0]), 0);
}

static void run_first(void)
{
    WS_ASYNC_CONTEXT context = {never_called, NULL};
    CHECK_HR(execute(states[0], first, WS_LONG_CALLBACK, NULL, &context, NULL), WS_S_END);
    CHECK_EQUAL(swapcontext(&coroutines[0], &coroutines[1]), 0);
    CHECK_EQUAL(finished, 1);
}

static void prepare(int i, void (*run)(void))
{
    states[i] = guarded_state();
    CHECK_EQUAL(getcontext(&coroutines[i]), 0);
    coroutines[i].uc_stack.ss_sp = stacks[i];
    coroutines[i].uc_stack.ss_size = STACK;
    coroutines[i].uc_link = &main_context;
    makecontext(&coroutines[i], run, 0);
}

TEST
{
    prepare(0, run_first);
    prepare(1, run_second);
    CHECK_EQUAL(swapcontext(&main_context, &coroutines[0]), 0);
    CHECK_EQUAL(finished, 1);
}
