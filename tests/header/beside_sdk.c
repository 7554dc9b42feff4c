/* The header after one that declares everything, as the Windows SDK's does; that one
 * cannot be had here, so this stands for it. Ours must add nothing: each name below
 * has a shape of its own, which a second declaration would contradict. */
#ifdef _WIN32
#include <windows.h>
#else
#include <stddef.h>
typedef int HRESULT;
#define _HRESULT_DEFINED
#define __stdcall
#endif
#ifdef KNOWN_BY_ITS_MACRO
#define WS_XML_STRING_VALUE(s) {sizeof(s) - 1, (unsigned char*)s, NULL, 0}
#else
#define WSASYNC_SDK_WEBSERVICES_H
#endif
typedef enum { WS_SHORT_CALLBACK = 0, WS_LONG_CALLBACK = 1 } WS_CALLBACK_MODEL;
typedef struct _WS_ERROR WS_ERROR;
typedef struct _WS_ASYNC_CONTEXT WS_ASYNC_CONTEXT;
typedef struct _WS_ASYNC_STATE WS_ASYNC_STATE;
typedef struct _WS_ASYNC_OPERATION WS_ASYNC_OPERATION;
typedef void(__stdcall* WS_ASYNC_CALLBACK)(HRESULT, WS_CALLBACK_MODEL, void*);
typedef HRESULT(__stdcall* WS_ASYNC_FUNCTION)(HRESULT, WS_CALLBACK_MODEL, void*, WS_ASYNC_OPERATION*,
                                              const WS_ASYNC_CONTEXT*, WS_ERROR*);
struct _WS_ASYNC_CONTEXT {
    WS_ASYNC_CALLBACK callback;
    void* callbackState;
};
struct _WS_ASYNC_STATE {
    void *internal0, *internal1, *internal2, *internal3, *internal4;
};
struct _WS_ASYNC_OPERATION {
    WS_ASYNC_FUNCTION function;
};
#ifdef __cplusplus
extern "C" {
#endif
HRESULT __stdcall WsAsyncExecute(WS_ASYNC_STATE*, WS_ASYNC_FUNCTION, WS_CALLBACK_MODEL, void*,
                                 const WS_ASYNC_CONTEXT*, WS_ERROR*);
#ifdef __cplusplus
}
#endif

#include "alone.c"
