/* A longjmp leaves a function, which it must not. Its series is abandoned; no later
 * call on the thread follows what it left behind: not with the stack as it was, not
 * with the stack overwritten, not from deeper calls, and not inside a function around
 * the one that was left, whose own completion must still be right.
 *
 * The tests for other ways to leave include this one, with WAY_TO_LEAVE defined. */
#include "harness.h"

#ifndef WAY_TO_LEAVE
#include "jump.h"

/* Runs it, and says whether it was left. */
static __attribute__((noinline)) int is_left(void (*run)(void*), void* argument)
{
    if (LAND) return 1;
    run(argument);
    return 0;
}

static void leave(void)
{
    JUMP;
}
#endif

static WS_ASYNC_STATE *abandoned, *outer, *fresh;
static unsigned char fill;
static int calls;

FUNCTION(leaves)
{
    leave();
    return NO_ERROR;
}

FUNCTION(goes_first)
{
    next->function = leaves;
    context->callback(NO_ERROR, model, context->callbackState);
    return WS_S_ASYNC;
}

/* Fills the stack that the abandoned frames were on. */
static __attribute__((noinline)) void scribble(void)
{
    volatile unsigned char bytes[16384];
    size_t i;
    for (i = 0; i < sizeof bytes; ++i) bytes[i] = fill;
}

static struct completion pending;

FUNCTION(last)
{
    return hr;
}

FUNCTION(inline_and_pending)
{
    if (++calls % 2) {
        next->function = inline_and_pending;
        context->callback(E_FAIL_, model, context->callbackState);
    } else {
        CHECK_HR(hr, E_FAIL_);
        next->function = last;
        pending.context = *context;
    }
    return WS_S_ASYNC;
}

static __attribute__((noinline)) void run_series(void)
{
    struct ending ending = {0};
    WS_ASYNC_CONTEXT context = {ended, &ending};
    CHECK_HR(execute(fresh, inline_and_pending, WS_LONG_CALLBACK, NULL, &context, NULL), WS_S_ASYNC);
    pending.hr = S_FALSE_;
    pending.model = WS_LONG_CALLBACK;
    complete(&pending);
    CHECK_EQUAL(ending.calls, 1);
    CHECK_HR(ending.hr, S_FALSE_);
}

/* The same with the abandoned frames above the stack pointer. */
static __attribute__((noinline)) void run_deeper(int depth)
{
    volatile unsigned char bytes[256];
    size_t i;
    for (i = 0; i < sizeof bytes; ++i) bytes[i] = fill;
    run_series();
    if (depth > 0) run_deeper(depth - 1);
    CHECK_EQUAL(bytes[depth], fill);
}

static void run_abandoned(void* first)
{
    WS_ASYNC_CONTEXT context = {never_called, NULL};
    execute(abandoned, *(WS_ASYNC_FUNCTION*)first, WS_LONG_CALLBACK, NULL, &context, NULL);
}

static __attribute__((noinline)) void abandon(WS_ASYNC_FUNCTION first)
{
    CHECK(is_left(run_abandoned, &first));
}

FUNCTION(outer_last)
{
    CHECK_HR(hr, WS_S_END);
    return S_FALSE_;
}

FUNCTION(around)
{
    WS_ASYNC_CONTEXT copy = *context;
    next->function = outer_last;
    abandon(goes_first);
    if (argument) {
        scribble();
        run_deeper(20);
    }
    copy.callback(WS_S_END, model, copy.callbackState);
    return WS_S_ASYNC;
}

/* A function that completes inline and returns a result: the driver must know its
 * frame from one that it has overlaid. At every distance from where the other was. */
FUNCTION(last_of_two)
{
    CHECK_HR(hr, S_FALSE_);
    return WS_S_END;
}

FUNCTION(first_of_two)
{
    next->function = last_of_two;
    context->callback(E_FAIL_, model, context->callbackState);
    return S_FALSE_;
}

static volatile char* volatile kept;

static __attribute__((noinline)) HRESULT lower(int distance, WS_ASYNC_STATE* state, WS_ASYNC_FUNCTION first)
{
    WS_ASYNC_CONTEXT context = {never_called, NULL};
    kept = __builtin_alloca(16 * (size_t)distance + 16);
    return execute(state, first, WS_LONG_CALLBACK, NULL, &context, NULL);
}

static void run_abandoned_lower(void* first)
{
    lower(20, abandoned, *(WS_ASYNC_FUNCTION*)first);
}

static __attribute__((noinline)) void abandon_lower(WS_ASYNC_FUNCTION first)
{
    CHECK(is_left(run_abandoned_lower, &first));
}

FUNCTION(overlays_within)
{
    int distance;
    for (distance = 0; distance < 60; ++distance) {
        abandon_lower(leaves);
        CHECK_HR(lower(distance, fresh, first_of_two), WS_S_END);
    }
    return NO_ERROR;
}

static void overlay(void)
{
    WS_ASYNC_FUNCTION firsts[] = {leaves, goes_first};
    int i, distance;
    for (i = 0; i < 2; ++i) {
        for (distance = 0; distance < 60; ++distance) {
            abandon_lower(firsts[i]);
            CHECK_HR(lower(distance, fresh, first_of_two), WS_S_END);
        }
    }
    CHECK_HR(lower(0, outer, overlays_within), NO_ERROR);
}

TEST
{
    static const unsigned char fills[] = {0x00, 0xFF, 0xA5, 0x10};
    WS_ASYNC_FUNCTION firsts[] = {leaves, goes_first};
    size_t i, j;
    for (i = 0; i < sizeof fills; ++i) {
        for (j = 0; j < 2; ++j) {
            fill = fills[i];
            abandoned = guarded_state();
            fresh = guarded_state();
            abandon(firsts[j]);
            forbid(abandoned);
            run_series();
            permit(abandoned);
            abandon(firsts[j]);
            forbid(abandoned);
            scribble();
            run_deeper(20);
            permit(abandoned);
            abandon(firsts[j]);
            forbid(abandoned);
            run_deeper(20);
        }
    }
    for (i = 0; i < 2; ++i) {
        struct ending ending = {0};
        WS_ASYNC_CONTEXT context = {ended, &ending};
        HRESULT returned;
        abandoned = guarded_state();
        outer = guarded_state();
        returned = execute(outer, around, WS_LONG_CALLBACK, i ? outer : NULL, &context, NULL);
        /* Inline, if the function around is still known; else as a completion from
         * elsewhere. Either way the result arrives, once. */
        if (returned == WS_S_ASYNC) {
            CHECK_EQUAL(ending.calls, 1);
            CHECK_HR(ending.hr, S_FALSE_);
        } else {
            CHECK_HR(returned, S_FALSE_);
            CHECK_EQUAL(ending.calls, 0);
        }
        run_series();
    }
    outer = guarded_state();
    abandoned = guarded_state();
    overlay();
}
