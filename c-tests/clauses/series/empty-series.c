/* A series of nothing: NO_ERROR, and no callback. */
#include "harness.h"

TEST
{
    WS_ASYNC_STATE state;
    WS_ASYNC_CONTEXT context = {never_called, NULL};
    CHECK_HR(execute(&state, NULL, WS_SHORT_CALLBACK, NULL, NULL, NULL), NO_ERROR);
    CHECK_HR(execute(&state, NULL, WS_LONG_CALLBACK, &state, NULL, SOME_ERROR), NO_ERROR);
    CHECK_HR(execute(&state, NULL, WS_SHORT_CALLBACK, NULL, &context, NULL), NO_ERROR);
    CHECK_HR(execute(&state, NULL, WS_LONG_CALLBACK, &state, &context, SOME_ERROR), NO_ERROR);
}
