/* Every function receives callbackState and error exactly as they were given;
 * either may be NULL. Neither is looked into. */
#include "harness.h"

static void* expected_argument;
static WS_ERROR* expected_error;
static int calls;

FUNCTION(step)
{
    CHECK(argument == expected_argument);
    CHECK(error == expected_error);
    if (++calls % 6) next->function = step;
    if (context && calls % 3 == 1) {
        complete_elsewhere(context, NO_ERROR, model);
        return WS_S_ASYNC;
    }
    return NO_ERROR;
}

TEST
{
    static int something;
    void* arguments[] = {NULL, &something, (void*)(intptr_t)1, (void*)(intptr_t)-1};
    WS_ERROR* errors[] = {NULL, SOME_ERROR, (WS_ERROR*)(intptr_t)-1};
    WS_ASYNC_STATE state;
    struct ending ending = {0};
    WS_ASYNC_CONTEXT context = {ended, &ending};
    size_t i, j;
    for (i = 0; i < 4; ++i) {
        for (j = 0; j < 3; ++j) {
            expected_argument = arguments[i];
            expected_error = errors[j];
            calls = 0;
            CHECK_HR(execute(&state, step, WS_LONG_CALLBACK, arguments[i], NULL, errors[j]), NO_ERROR);
            CHECK_EQUAL(calls, 6);
            CHECK_HR(execute(&state, step, WS_LONG_CALLBACK, arguments[i], &context, errors[j]),
                     WS_S_ASYNC);
            CHECK_EQUAL(calls, 12);
        }
    }
    CHECK_EQUAL(ending.calls, 12);
}
