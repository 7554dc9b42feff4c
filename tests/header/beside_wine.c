/* The header after Wine's webservices.h, which declares half of its types. Functions
 * of that header take our context, and ours take its WS_ERROR. */
#include <windows.h>
#include <webservices.h>

#include "alone.c"

HRESULT use_both(WS_CHANNEL* channel, const WS_ASYNC_CONTEXT* context, WS_ERROR* error);
HRESULT use_both(WS_CHANNEL* channel, const WS_ASYNC_CONTEXT* context, WS_ERROR* error)
{
    HRESULT hr = WsCloseChannel(channel, context, error);
    return hr == WS_S_ASYNC ? hr : use(error);
}
