/* The series ends with the function that leaves next NULL, and its result is that
 * function's, bit for bit. */
#include "harness.h"

struct series {
    int calls;
    int length;
    HRESULT result;
    int asynchronous;
};

FUNCTION(step)
{
    struct series* series = argument;
    if (++series->calls < series->length) {
        next->function = step;
        return E_FAIL_;
    }
    if (series->calls > series->length) CHECK(!"called after the end");
    if (!series->asynchronous) return series->result;
    complete_elsewhere(context, series->result, model);
    return WS_S_ASYNC;
}

TEST
{
    static const HRESULT results[] = {NO_ERROR, S_FALSE_, WS_S_END, E_FAIL_, E_OUTOFMEMORY,
                                      (HRESULT)0x7FFFFFFF, (HRESULT)0x80000000, (HRESULT)-1};
    WS_ASYNC_STATE state;
    size_t i;
    int length;
    for (i = 0; i < sizeof results / sizeof *results; ++i) {
        for (length = 1; length <= 4; ++length) {
            struct ending ending = {0};
            WS_ASYNC_CONTEXT context = {ended, &ending};
            struct series series = {0, length, results[i], 0};
            CHECK_HR(execute(&state, step, WS_LONG_CALLBACK, &series, NULL, NULL), results[i]);
            CHECK_EQUAL(series.calls, length);
            series.calls = 0;
            CHECK_HR(execute(&state, step, WS_LONG_CALLBACK, &series, &context, NULL), results[i]);
            CHECK_EQUAL(series.calls, length);
            CHECK_EQUAL(ending.calls, 0);
            series.calls = 0;
            series.asynchronous = 1;
            CHECK_HR(execute(&state, step, WS_LONG_CALLBACK, &series, &context, NULL), WS_S_ASYNC);
            CHECK_EQUAL(series.calls, length);
            CHECK_EQUAL(ending.calls, 1);
            CHECK_HR(ending.hr, results[i]);
        }
    }
}
