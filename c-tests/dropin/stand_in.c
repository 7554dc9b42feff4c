/* Stands for the system's webservices.dll: three functions that tell what they were
 * given, with shapes of their own, and no others. */
#include <stdint.h>
#include <windows.h>

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, void* reserved)
{
    (void)instance, (void)reason, (void)reserved;
    return TRUE;
}

/* Eight arguments, each in a digit of its own. */
__declspec(dllexport) LONG WINAPI WsCall(LONG a, LONG b, LONG c, LONG d, LONG e, LONG f, LONG g, LONG h)
{
    return a + 10 * (b + 10 * (c + 10 * (d + 10 * (e + 10 * (f + 10 * (g + 10 * h))))));
}

/* Floating-point arguments, which WWSAPI has none of: in their own registers. */
__declspec(dllexport) double WINAPI WsAlloc(double a, double b, double c, double d)
{
    return a + 10 * (b + 10 * (c + 10 * d));
}

__declspec(dllexport) LONG WINAPI WsCreateError(void* a, ULONG b, void** c)
{
    (void)a, (void)b, (void)c;
    SetLastError(4321);
    return 1234;
}
