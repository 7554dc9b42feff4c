/* Must not compile: the header after Wine's webservices.h, but without a sign of it. */
#include <windows.h>
#include <webservices.h>
#undef __WINE_WEBSERVICES_H
#include "webservices_async.h"
