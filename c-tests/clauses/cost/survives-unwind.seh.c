/* only: windows */
/* The same with a structured exception, handled by a frame around the call. */
#include "harness.h"

#include <windows.h>

enum { OURS = 0x20415357 };

static void leave(void)
{
    RaiseException(OURS, 0, 0, NULL);
}

#ifdef __x86_64__
/* The filter that the table below names. */
static __attribute__((used)) LONG CALLBACK is_ours(EXCEPTION_POINTERS* exception, void* frame)
{
    (void)frame;
    return exception->ExceptionRecord->ExceptionCode == OURS ? EXCEPTION_EXECUTE_HANDLER
                                                             : EXCEPTION_CONTINUE_SEARCH;
}

/* What __try and __except are in other compilers: what lies between the two labels is
 * guarded, and goes on at the second. */
static __attribute__((noinline, noclone)) int is_left(void (*run)(void*), void* argument)
{
    volatile int left = 1;
    __asm__ volatile(
        "guarded_start:\n"
        ".seh_handler __C_specific_handler, @except\n"
        ".seh_handlerdata\n"
        ".long 1\n"
        ".rva guarded_start, guarded_end, is_ours, guarded_end\n"
        ".text" : : : "memory");
    run(argument);
    left = 0;
    __asm__ volatile("nop\nguarded_end: nop" : : : "memory");
    return left;
}
#else
static void* target[5];

/* RtlUnwind keeps no register; nothing is needed of any. */
static EXCEPTION_DISPOSITION __cdecl handle(EXCEPTION_RECORD* exception, void* frame, CONTEXT* context,
                                            void* dispatcher)
{
    (void)context, (void)dispatcher;
    if (exception->ExceptionCode != OURS || exception->ExceptionFlags != 0) return ExceptionContinueSearch;
    RtlUnwind(frame, NULL, exception, NULL);
    __builtin_longjmp(target, 1);
}

static __attribute__((noinline)) int is_left(void (*run)(void*), void* argument)
{
    struct {
        void* next;
        EXCEPTION_DISPOSITION(__cdecl* handler)(EXCEPTION_RECORD*, void*, CONTEXT*, void*);
    } volatile registration = {NULL, handle};
    int left = __builtin_setjmp(target);
    if (!left) {
        __asm__ volatile("movl %%fs:0, %0" : "=r"(registration.next));
        __asm__ volatile("movl %0, %%fs:0" : : "r"(&registration) : "memory");
        run(argument);
    }
    __asm__ volatile("movl %0, %%fs:0" : : "r"(registration.next) : "memory");
    return left;
}
#endif

#define WAY_TO_LEAVE
#include "survives-unwind.c"
