/* The first function receives the callback model as given. */
#include "harness.h"

static WS_CALLBACK_MODEL expected;
static int calls;

FUNCTION(first)
{
    ++calls;
    CHECK_EQUAL(model, expected);
    return NO_ERROR;
}

TEST
{
    WS_ASYNC_STATE state;
    WS_ASYNC_CONTEXT context = {never_called, NULL};
    for (expected = WS_SHORT_CALLBACK; expected <= WS_LONG_CALLBACK; ++expected) {
        CHECK_HR(execute(&state, first, expected, NULL, NULL, NULL), NO_ERROR);
        CHECK_HR(execute(&state, first, expected, NULL, &context, NULL), NO_ERROR);
    }
    CHECK_EQUAL(calls, 4);
}
