/* The structures have the documented sizes and layouts. */
#include "harness.h"

TEST
{
    CHECK_EQUAL(sizeof(HRESULT), 4);
    CHECK((HRESULT)-1 < 0);
    CHECK_EQUAL(sizeof(WS_CALLBACK_MODEL), 4);
    CHECK_EQUAL(sizeof(WS_ASYNC_STATE), 5 * sizeof(void*));
    CHECK_EQUAL(offsetof(WS_ASYNC_STATE, internal4), 4 * sizeof(void*));
    CHECK_EQUAL(sizeof(WS_ASYNC_OPERATION), sizeof(void*));
    CHECK_EQUAL(offsetof(WS_ASYNC_OPERATION, function), 0);
    CHECK_EQUAL(sizeof(WS_ASYNC_CONTEXT), 2 * sizeof(void*));
    CHECK_EQUAL(offsetof(WS_ASYNC_CONTEXT, callback), 0);
    CHECK_EQUAL(offsetof(WS_ASYNC_CONTEXT, callbackState), sizeof(void*));
}
