/* ours */
/* Inside a function of one series, a function of another completes the first one's
 * operation, or both: each completion goes to its own series. Also if the inner series
 * has no context. */
#include "harness.h"

static WS_ASYNC_STATE *outer_state, *inner_state;
static WS_ASYNC_CONTEXT outers;
static int order, outer_finished, inner_finished;
static enum { NOT_INNER, INNER_TOO, WITHOUT_CONTEXT, WAYS } way;

FUNCTION(inner_finish)
{
    CHECK_HR(hr, S_FALSE_);
    CHECK_EQUAL(outer_finished, 0);
    inner_finished = ++order;
    return hr;
}

FUNCTION(inner)
{
    next->function = inner_finish;
    outers.callback(E_FAIL_, model, outers.callbackState);
    CHECK_EQUAL(order, 0);
    if (way != INNER_TOO) return S_FALSE_;
    context->callback(S_FALSE_, model, context->callbackState);
    CHECK_EQUAL(order, 0);
    return WS_S_ASYNC;
}

FUNCTION(outer_finish)
{
    CHECK_HR(hr, E_FAIL_);
    outer_finished = ++order;
    return hr;
}

FUNCTION(outer)
{
    WS_ASYNC_CONTEXT unused = {never_called, NULL};
    next->function = outer_finish;
    outers = *context;
    CHECK_HR(execute(inner_state, inner, model, NULL, way == WITHOUT_CONTEXT ? NULL : &unused, NULL), S_FALSE_);
    CHECK_EQUAL(inner_finished, 1);
    CHECK_EQUAL(outer_finished, 0);
    return WS_S_ASYNC;
}

TEST
{
    for (way = NOT_INNER; way < WAYS; ++way) {
        WS_ASYNC_CONTEXT context = {never_called, NULL};
        order = inner_finished = outer_finished = 0;
        outer_state = guarded_state();
        inner_state = guarded_state();
        CHECK_HR(execute(outer_state, outer, WS_LONG_CALLBACK, NULL, &context, NULL), E_FAIL_);
        CHECK_EQUAL(outer_finished, 2);
    }
}
