/* The least that needs WsAsyncExecute: one step that completes at once. Linked against
 * webservices.dll; Wine's own ends the program at the call. */
#include <windows.h>

#include <webservices.h>

#include "webservices_async.h"

#include <stdio.h>

static HRESULT WSASYNC_CALL step(HRESULT hr, WS_CALLBACK_MODEL model, void* state,
                                 WS_ASYNC_OPERATION* next, const WS_ASYNC_CONTEXT* context,
                                 WS_ERROR* error)
{
    (void)model, (void)next, (void)context, (void)error;
    *(int*)state += 1;
    return hr;
}

int main(void)
{
    WS_ASYNC_STATE state;
    int steps = 0;
    HRESULT hr = WsAsyncExecute(&state, step, WS_LONG_CALLBACK, &steps, NULL, NULL);
    printf("WsAsyncExecute: %08lX, %d step\n", (unsigned long)hr, steps);
    return !(hr == NO_ERROR && steps == 1);
}
